//! What messages say, in both languages. Times are given in the machine's zone, with its name.

use domain::language::Language;
use domain::time::UnixMs;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::FactorChange;
use super::Letter;

/// A message in words.
pub(super) struct Words {
    pub(super) subject: String,
    pub(super) lines: Vec<String>,
    pub(super) link: Option<(String, String)>,
    pub(super) foot: String,
}

/// The words of a letter.
pub(super) fn of(letter: &Letter, language: Language) -> Words {
    let (subject, lines, link) = match language {
        Language::English => english(letter),
        Language::Vietnamese => vietnamese(letter),
    };
    let foot = match language {
        Language::English => "Callboard sent this by itself; nobody reads answers to it.",
        Language::Vietnamese => "Callboard tự động gửi thư này; không có ai đọc thư trả lời.",
    };
    Words { subject, lines, link, foot: foot.to_owned() }
}

type Parts = (String, Vec<String>, Option<(String, String)>);

fn english(letter: &Letter) -> Parts {
    match letter {
        Letter::Invitation { company, invited_by, link, until } => (
            format!("{invited_by} invites you to {company} on Callboard"),
            vec![
                format!("{invited_by} invites you to the board of {company}."),
                format!(
                    "The link works once, until {}. If you do not know {invited_by}, leave it alone.",
                    time(*until)
                ),
            ],
            Some(("Join".to_owned(), link.clone())),
        ),
        Letter::Reset { link, until } => (
            "Set a new password for Callboard".to_owned(),
            vec![
                "Somebody asked for a link to set a new password for this address.".to_owned(),
                format!(
                    "It works once, until {}, and ends everything you are signed in to. If it was not you, leave it alone: your password stays as it is.",
                    time(*until)
                ),
            ],
            Some(("Set a new password".to_owned(), link.clone())),
        ),
        Letter::NewDevice { browser, remote, at, link } => (
            "You signed in from somewhere new".to_owned(),
            vec![
                format!(
                    "On {}, somebody signed in to your account: {}.",
                    time(*at),
                    place(browser, remote, "not known")
                ),
                "If it was you, there is nothing to do. If not, change your password and end the other sessions now."
                    .to_owned(),
            ],
            Some(("Your account".to_owned(), link.clone())),
        ),
        Letter::SecondFactor { change, at, link } => {
            let (subject, line) = match change {
                FactorChange::On => {
                    ("Your second factor was switched on", "A code is asked for at every sign-in from now on.")
                }
                FactorChange::Off => {
                    ("Your second factor was switched off", "Your password alone signs you in from now on.")
                }
                FactorChange::Reset => (
                    "Your second factor was reset",
                    "An admin or the operator took it away. Your password alone signs you in until you set one up again.",
                ),
            };
            let lines = vec![
                format!("{line} This was done on {}.", time(*at)),
                "If you know nothing of it, change your password now and tell your admin.".to_owned(),
            ];
            (subject.to_owned(), lines, Some(("Your account".to_owned(), link.clone())))
        }
        Letter::Alarm { company, rule, is_critical, is_over, at, raised, cleared, count, names, link } => {
            let level = if *is_critical { "Alarm" } else { "Warning" };
            let subject =
                if *is_over { format!("Over: {rule} ({company})") } else { format!("{level}: {rule} ({company})") };
            let mut lines = vec![if *is_over {
                format!("The rule “{rule}” is over since {at}.")
            } else {
                format!("The rule “{rule}” fires since {at}. {}", concerned(*count, names, "It concerns", "and others"))
            }];
            if raised + cleared > 1 {
                lines.push(format!(
                    "Since the last message it fired {raised} times and was over {cleared} times. There is at most one message each five minutes."
                ));
            }
            (subject, lines, Some(("Open the board".to_owned(), link.clone())))
        }
        Letter::Test => (
            "Callboard can send mail".to_owned(),
            vec!["This is a test. Invitations, password links and notices will come the same way.".to_owned()],
            None,
        ),
    }
}

fn vietnamese(letter: &Letter) -> Parts {
    match letter {
        Letter::Invitation { company, invited_by, link, until } => (
            format!("{invited_by} mời bạn vào {company} trên Callboard"),
            vec![
                format!("{invited_by} mời bạn vào bảng của {company}."),
                format!(
                    "Liên kết dùng được một lần, đến {}. Nếu bạn không biết {invited_by}, hãy bỏ qua thư này.",
                    time(*until)
                ),
            ],
            Some(("Tham gia".to_owned(), link.clone())),
        ),
        Letter::Reset { link, until } => (
            "Đặt mật khẩu mới cho Callboard".to_owned(),
            vec![
                "Có người yêu cầu liên kết đặt mật khẩu mới cho địa chỉ này.".to_owned(),
                format!(
                    "Liên kết dùng được một lần, đến {}, và kết thúc mọi phiên của bạn. Nếu không phải bạn, hãy bỏ qua: mật khẩu vẫn giữ nguyên.",
                    time(*until)
                ),
            ],
            Some(("Đặt mật khẩu mới".to_owned(), link.clone())),
        ),
        Letter::NewDevice { browser, remote, at, link } => (
            "Bạn vừa đăng nhập từ nơi mới".to_owned(),
            vec![
                format!(
                    "Lúc {}, có người đăng nhập vào tài khoản của bạn: {}.",
                    time(*at),
                    place(browser, remote, "không rõ")
                ),
                "Nếu là bạn thì không cần làm gì. Nếu không, hãy đổi mật khẩu và kết thúc các phiên khác ngay."
                    .to_owned(),
            ],
            Some(("Tài khoản của bạn".to_owned(), link.clone())),
        ),
        Letter::SecondFactor { change, at, link } => {
            let (subject, line) = match change {
                FactorChange::On => ("Đã bật yếu tố thứ hai", "Từ bây giờ mỗi lần đăng nhập sẽ hỏi một mã."),
                FactorChange::Off => ("Đã tắt yếu tố thứ hai", "Từ bây giờ chỉ cần mật khẩu là đăng nhập được."),
                FactorChange::Reset => (
                    "Yếu tố thứ hai đã được đặt lại",
                    "Quản trị viên hoặc người vận hành đã gỡ bỏ. Chỉ cần mật khẩu là đăng nhập được cho đến khi bạn thiết lập lại.",
                ),
            };
            let lines = vec![
                format!("{line} Thực hiện lúc {}.", time(*at)),
                "Nếu bạn không biết việc này, hãy đổi mật khẩu ngay và báo cho quản trị viên.".to_owned(),
            ];
            (subject.to_owned(), lines, Some(("Tài khoản của bạn".to_owned(), link.clone())))
        }
        Letter::Alarm { company, rule, is_critical, is_over, at, raised, cleared, count, names, link } => {
            let level = if *is_critical { "Báo động" } else { "Cảnh báo" };
            let subject = if *is_over {
                format!("Đã hết: {rule} ({company})")
            } else {
                format!("{level}: {rule} ({company})")
            };
            let mut lines = vec![if *is_over {
                format!("Quy tắc “{rule}” đã hết từ {at}.")
            } else {
                format!("Quy tắc “{rule}” báo từ {at}. {}", concerned(*count, names, "Liên quan", "và những mục khác"))
            }];
            if raised + cleared > 1 {
                lines.push(format!(
                    "Kể từ thư trước, quy tắc đã báo {raised} lần và hết {cleared} lần. Cứ năm phút có nhiều nhất một thư."
                ));
            }
            (subject, lines, Some(("Mở bảng".to_owned(), link.clone())))
        }
        Letter::Test => (
            "Callboard gửi được thư".to_owned(),
            vec!["Đây là thư thử. Lời mời, liên kết mật khẩu và thông báo sẽ đến theo cùng cách này.".to_owned()],
            None,
        ),
    }
}

/// How many, and the first of their names.
fn concerned(count: u32, names: &[String], concerns: &str, others: &str) -> String {
    if names.is_empty() {
        return String::new();
    }
    let more =
        if usize::try_from(count).unwrap_or(usize::MAX) > names.len() { format!(", {others}") } else { String::new() };
    format!("{concerns} ({count}): {}{more}.", names.join(", "))
}

fn place(browser: &Option<String>, remote: &Option<String>, unknown: &str) -> String {
    let parts: Vec<&str> = [browser, remote].into_iter().filter_map(Option::as_deref).collect();
    if parts.is_empty() { unknown.to_owned() } else { parts.join(", ") }
}

fn time(at: UnixMs) -> String {
    let Ok(at) = Timestamp::from_millisecond(at.0) else { return String::new() };
    at.to_zoned(TimeZone::system()).strftime("%Y-%m-%d %H:%M %Z").to_string()
}
