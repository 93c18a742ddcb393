//! What people type into the forms of this folder, judged field by field, all of them at once.

use domain::fold::fold;
use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use secrecy::ExposeSecret;
use secrecy::SecretString;

use crate::auth::password;
use crate::people::PeopleError;
use crate::setup;

/// Collects what is wrong.
#[derive(Debug, Default)]
pub(super) struct Mistakes(Vec<FieldError>);

impl Mistakes {
    pub(super) fn add(&mut self, field: Field, problem: Problem) {
        self.0.push(FieldError::new(field, problem));
    }

    /// A person's or company's name.
    pub(super) fn name(&mut self, field: Field, name: &str) {
        if name.trim().is_empty() {
            self.add(field, Problem::Required);
        } else if name.trim().chars().count() > setup::LONGEST_NAME {
            self.add(field, Problem::TooLong { most: setup::LONGEST_NAME as u32 });
        } else if setup::check_name(name).is_err() {
            self.add(field, Problem::NotOffered);
        }
    }

    pub(super) fn email(&mut self, email: &str) {
        if email.trim().is_empty() {
            self.add(Field::Email, Problem::Required);
        } else if email.len() > setup::LONGEST_EMAIL {
            self.add(Field::Email, Problem::TooLong { most: setup::LONGEST_EMAIL as u32 });
        } else if setup::check_email(email).is_err() {
            self.add(Field::Email, Problem::NotAnEmail);
        }
    }

    pub(super) fn slug(&mut self, slug: &str) {
        if slug.len() > setup::LONGEST_SLUG {
            self.add(Field::Slug, Problem::TooLong { most: setup::LONGEST_SLUG as u32 });
        } else if !setup::is_slug(slug) {
            self.add(Field::Slug, Problem::NotASlug);
        }
    }

    /// A new password of the person with that address and name.
    pub(super) fn password(&mut self, email: &str, display_name: &str, password: &SecretString) {
        if password.expose_secret().is_empty() {
            self.add(Field::Password, Problem::Required);
        } else if let Err(rule) = password::check_new(email, display_name, password) {
            self.add(Field::Password, rule.problem());
        }
    }

    pub(super) fn none_or_invalid(self) -> Result<(), PeopleError> {
        if self.0.is_empty() { Ok(()) } else { Err(PeopleError::Invalid(self.0)) }
    }
}

/// The word for addresses that a company's name suggests.
pub(super) fn slug_of(name: &str) -> String {
    let folded = fold(name);
    let words = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut slug = words.collect::<Vec<_>>().join("-");
    slug.truncate(setup::LONGEST_SLUG);
    let slug = slug.trim_end_matches('-');
    if slug.len() < 2 { "company".to_owned() } else { slug.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_suggests_a_word_that_is_good_for_addresses() {
        for (name, slug) in [
            ("Acme Ltd.", "acme-ltd"),
            ("Công ty Đất Việt", "cong-ty-dat-viet"),
            ("  -- ", "company"),
            ("株式会社", "company"),
            (&"Long name ".repeat(20), "long-name-long-name-long-name-long-name"),
        ] {
            assert_eq!(slug_of(name), slug);
            assert!(setup::is_slug(&slug_of(name)));
        }
    }
}
