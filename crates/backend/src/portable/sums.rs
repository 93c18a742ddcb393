//! Counting rows and summing them up, in whichever order they come: the two databases sort text differently.

use sha2::Digest;
use sha2::Sha256;

use crate::portable::Counted;
use crate::store::Row;

/// The count and the sum of a table's rows. It finds mistakes, not forgers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sum {
    rows: u64,
    words: [u64; 4],
}

impl Sum {
    /// Takes a row in, by the form in which it is written.
    pub(super) fn add(&mut self, row: &Row) {
        let digest = Sha256::digest(line(row));
        let (words, _) = digest.as_chunks::<8>();
        for (sum, word) in self.words.iter_mut().zip(words) {
            *sum = sum.wrapping_add(u64::from_be_bytes(*word));
        }
        self.rows += 1;
    }

    pub(super) fn counted(&self, table: &str) -> Counted {
        let checksum = self.words.iter().map(|word| format!("{word:016x}")).collect();
        Counted { table: table.to_owned(), rows: self.rows, checksum }
    }
}

/// A row as it is written.
pub(super) fn line(row: &Row) -> String {
    serde_json::to_string(row).expect("numbers and text are JSON")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Value;

    fn sum(rows: &[Row]) -> Sum {
        let mut sum = Sum::default();
        rows.iter().for_each(|row| sum.add(row));
        sum
    }

    #[test]
    fn a_sum_knows_every_row_and_no_order() {
        let row = |number, text: &str| vec![Value::Number(Some(number)), Value::Text(text.to_owned())];
        let (one, other) = (row(1, "a"), row(2, "b"));

        assert_eq!(sum(&[one.clone(), other.clone()]), sum(&[other.clone(), one.clone()]));
        assert_ne!(sum(&[one.clone(), other.clone()]), sum(&[one.clone(), one.clone()]));
        assert_ne!(sum(std::slice::from_ref(&one)), sum(&[one.clone(), one.clone()]));
        assert_ne!(sum(&[row(1, "b"), row(2, "a")]), sum(&[one, other]));
        assert_ne!(sum(&[vec![Value::Number(None)]]), sum(&[vec![Value::Text("null".to_owned())]]));
    }
}
