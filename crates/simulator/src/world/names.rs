//! Names of people, as the five providers' customers would have them. No two words here belong to a real person on purpose.

use crate::{provider::ProviderName, world::random::Random};

const VIETNAMESE_FAMILY: [&str; 16] = [
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương",
    "Tạ",
];
const VIETNAMESE_MIDDLE: [&str; 10] = ["Thị", "Văn", "Quốc", "Minh", "Ngọc", "Hữu", "Thanh", "Đức", "Kim", "Bảo"];
const VIETNAMESE_GIVEN: [&str; 24] = [
    "Hoa", "Thắng", "Linh", "Hùng", "Trang", "Dũng", "Hương", "Tuấn", "Phương", "Nam", "Yến", "Khánh", "Thảo", "Long",
    "Mai", "Đạt", "Ánh", "Sơn", "Quỳnh", "Bình", "Nhung", "Phúc", "Lan", "Tú",
];
const ENGLISH_FIRST: [&str; 20] = [
    "Jane", "John", "Emily", "Michael", "Sarah", "David", "Ashley", "Chris", "Jessica", "Brian", "Megan", "Kevin",
    "Laura", "Eric", "Nicole", "Tyler", "Rachel", "Zoë", "Renée", "Scott",
];
const ENGLISH_LAST: [&str; 20] = [
    "Smith", "Doe", "Carter", "Miller", "Brooks", "Turner", "Hughes", "Reed", "Foster", "Bennett", "Collins", "Ward",
    "Murphy", "Price", "Coleman", "Jenkins", "Perry", "Powell", "Barnes", "Fisher",
];
const SPANISH_FIRST: [&str; 20] = [
    "María",
    "José",
    "Lucía",
    "Carlos",
    "Sofía",
    "Andrés",
    "Camila",
    "Jhon",
    "Valentina",
    "Miguel",
    "Inés",
    "Rafael",
    "Jasmine",
    "Paolo",
    "Angelica",
    "Ramón",
    "Liza",
    "Íñigo",
    "Begoña",
    "Dante",
];
const SPANISH_LAST: [&str; 20] = [
    "López",
    "Peña",
    "García",
    "Muñoz",
    "Reyes",
    "Santos",
    "Cruz",
    "Bautista",
    "Ocampo",
    "Villanueva",
    "Fernández",
    "Ibáñez",
    "Dela Cruz",
    "Mendoza",
    "Aquino",
    "Núñez",
    "Ramos",
    "Castillo",
    "Salazar",
    "Torres",
];

/// Names that only an import can put into a VICIdial table, and the comma its own screen allows.
const AWKWARD: [&str; 3] = ["Nguyen, Thi Hoa", "Ann O'Neil | temp", "<b>Bold</b> Bea"];

#[derive(Clone, Debug)]
pub(crate) struct PersonName {
    pub(crate) first: String,
    pub(crate) middle: String,
    pub(crate) last: String,
    pub(crate) full: String,
}

/// The name of the agent at `index` of one provider's roster.
pub(crate) fn person(provider: ProviderName, index: usize, random: &mut Random) -> PersonName {
    let name = match provider {
        ProviderName::Tel4vn | ProviderName::Alohub => vietnamese(random),
        ProviderName::Convoso => western(random, &ENGLISH_FIRST, &ENGLISH_LAST, 0.7),
        ProviderName::Vicidial => {
            if random.chance(0.2) {
                vietnamese(random)
            } else {
                western(random, &ENGLISH_FIRST, &ENGLISH_LAST, 0.6)
            }
        }
        ProviderName::Crocodial => western(random, &SPANISH_FIRST, &SPANISH_LAST, 1.0),
    };
    if provider == ProviderName::Vicidial && index < AWKWARD.len() {
        return PersonName { full: AWKWARD[index].to_owned(), ..name };
    }
    name
}

fn vietnamese(random: &mut Random) -> PersonName {
    let last = (*random.pick(&VIETNAMESE_FAMILY)).to_owned();
    let middle = (*random.pick(&VIETNAMESE_MIDDLE)).to_owned();
    let first = (*random.pick(&VIETNAMESE_GIVEN)).to_owned();
    let full = format!("{last} {middle} {first}");
    PersonName { first, middle, last, full }
}

fn western(random: &mut Random, first: &[&str], last: &[&str], share: f64) -> PersonName {
    let own = random.chance(share);
    let (first, last) = if own { (first, last) } else { (&SPANISH_FIRST[..], &SPANISH_LAST[..]) };
    let first = (*random.pick(first)).to_owned();
    let last = (*random.pick(last)).to_owned();
    let full = format!("{first} {last}");
    PersonName { first, middle: String::new(), last, full }
}

/// A name without diacritics and spaces, as people get it in a login.
pub(crate) fn ascii(name: &str) -> String {
    name.chars().filter_map(plain_letter).collect()
}

fn plain_letter(letter: char) -> Option<char> {
    const PLAIN: [(&str, char); 14] = [
        ("áàảãạăắằẳẵặâấầẩẫậ", 'a'),
        ("éèẻẽẹêếềểễệë", 'e'),
        ("íìỉĩị", 'i'),
        ("óòỏõọôốồổỗộơớờởỡợ", 'o'),
        ("úùủũụưứừửữự", 'u'),
        ("ýỳỷỹỵ", 'y'),
        ("đ", 'd'),
        ("ñ", 'n'),
        ("ÁÀẢÃẠĂẮẰẲẴẶÂẤẦẨẪẬ", 'A'),
        ("ÉÈẺẼẸÊẾỀỂỄỆ", 'E'),
        ("ÍÌỈĨỊ", 'I'),
        ("ÓÒỎÕỌÔỐỒỔỖỘƠỚỜỞỠỢ", 'O'),
        ("ÚÙỦŨỤƯỨỪỬỮỰ", 'U'),
        ("Đ", 'D'),
    ];
    if letter.is_ascii_alphanumeric() {
        return Some(letter);
    }
    PLAIN.iter().find(|(accented, _)| accented.contains(letter)).map(|(_, plain)| *plain)
}
