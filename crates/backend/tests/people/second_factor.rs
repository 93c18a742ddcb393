//! The second factor: setting it up, codes that are good once, recovery codes, switching off, and what admins do about it.

use backend::auth::AuthError;
use backend::auth::FirstStep;
use backend::auth::Principal;
use backend::auth::SignedIn;
use backend::auth::proof;
use backend::auth::second_factor as door;
use backend::auth::second_factor::CodeError;
use backend::auth::session;
use backend::auth::sign_in::sign_in;
use backend::people::PeopleError;
use backend::people::account;
use backend::people::resets;
use backend::people::second_factor;
use backend::people::second_factor::Standing;
use backend::secrets::KeyRing;
use backend::secrets::RecordName;
use backend::store::Store;
use domain::form::Field;
use domain::form::Problem;
use domain::id::UserId;
use domain::proof::ProofBy;
use domain::role::Role;
use domain::time::UnixMs;
use secrecy::ExposeSecret;
use secrecy::SecretString;
use tempfile::TempDir;
use totp_rs::Builder;
use totp_rs::Secret;
use tower_sessions::session::Id;

use crate::company::Company;
use crate::company::OTHER_PASSWORD;
use crate::company::PASSWORD;
use crate::company::REMOTE;
use crate::company::line;
use crate::company::secret;
use crate::databases::on_both_databases;

const EMAIL: &str = "lan@mine.example";
const STEP_S: i64 = 30;

/// A person of `mine` with a browser, and the keys of the installation.
struct Person {
    company: Company,
    keys: KeyRing,
    user: UserId,
    cookie: Id,
    _folder: TempDir,
}

impl Person {
    async fn new(store: Store) -> Self {
        let company = Company::new(store).await;
        let folder = tempfile::tempdir().unwrap();
        let keys = KeyRing::in_folder(folder.path()).unwrap();
        let user = company.add("mine", EMAIL, Role::Supervisor).await;
        let cookie = company.cookie(user).await;
        Self { company, keys, user, cookie, _folder: folder }
    }

    async fn principal(&self) -> Principal {
        self.company.principal(self.cookie).await
    }

    /// What the person's app shows at that moment.
    async fn code_at(&self, now: UnixMs) -> String {
        let factor = self.company.store.second_factor(self.user).await.unwrap().unwrap();
        let secret = self.keys.open(RecordName::TotpSecret(self.user), &factor.secret).unwrap();
        let secret = Secret::try_from_base32(secret.expose_secret()).unwrap();
        let totp = Builder::new().with_secret(secret).build().unwrap();
        totp.generate(u64::try_from(now.whole_s()).unwrap()).to_string()
    }

    async fn code(&self) -> String {
        self.code_at(self.company.now()).await
    }

    async fn propose(&self) -> Result<(), PeopleError> {
        let company = &self.company;
        second_factor::propose(&company.store, &self.keys, &company.clock, &self.principal().await).await
    }

    async fn confirm(&self, code: &str) -> Result<Vec<String>, PeopleError> {
        let (company, principal) = (&self.company, self.principal().await);
        let request = company.request(Some(self.cookie));
        second_factor::confirm(&company.store, &self.keys, &company.clock, &principal, &request, REMOTE, code, None)
            .await
    }

    /// Sets it up, and lets the step of the first code pass.
    async fn set_up(&self) -> Vec<String> {
        self.propose().await.unwrap();
        let codes = self.confirm(&self.code().await).await.unwrap();
        self.company.pass_s(STEP_S);
        codes
    }

    /// The password is right: what is left is the code.
    async fn half(&self) -> SecretString {
        let company = &self.company;
        let step = sign_in(&company.store, &company.passwords, EMAIL, secret(PASSWORD), REMOTE, company.now()).await;
        match step.unwrap() {
            FirstStep::CodeNeeded(token) => token,
            FirstStep::SignedIn(_) => panic!("no code was asked for"),
        }
    }

    async fn finish(&self, half: &SecretString, code: &str) -> Result<SignedIn, CodeError> {
        let company = &self.company;
        door::finish(&company.store, &self.keys, &company.clock, half, code, REMOTE).await
    }

    async fn switch_off(&self, password: &str, code: &str) -> Result<(), PeopleError> {
        let (company, principal) = (&self.company, self.principal().await);
        let (store, passwords, clock) = (&company.store, &company.passwords, &company.clock);
        second_factor::switch_off(store, passwords, &self.keys, clock, &principal, REMOTE, secret(password), code, None)
            .await
    }

    async fn prove(&self, typed: &str) -> Result<(), PeopleError> {
        let (company, principal) = (&self.company, self.principal().await);
        let request = company.request(Some(self.cookie));
        let (store, passwords, clock) = (&company.store, &company.passwords, &company.clock);
        proof::prove(store, passwords, &self.keys, clock, &principal, &request, REMOTE, secret(typed)).await
    }

    async fn is_fresh(&self) -> Result<(), AuthError> {
        proof::require_recent_proof(&self.principal().await, self.company.now())
    }
}

async fn it_counts_once_a_first_code_fits_and_every_other_session_ends(store: Store) {
    let person = Person::new(store).await;
    let elsewhere = person.company.cookie(person.user).await;
    person.propose().await.unwrap();

    assert!(person.company.signs_in(EMAIL, PASSWORD).await, "a secret that is not confirmed is asked for nowhere");
    assert!(!person.principal().await.has_second_factor());
    let wrong = person.confirm("000000").await.err();
    assert_eq!(wrong, Some(PeopleError::invalid(Field::Code, Problem::Wrong)));
    let empty = person.confirm(" ").await.err();
    assert_eq!(empty, Some(PeopleError::invalid(Field::Code, Problem::Required)));
    let codes = person.confirm(&person.code().await).await.unwrap();

    assert_eq!(codes.len(), 10);
    assert!(person.principal().await.has_second_factor());
    assert!(!person.company.opens(elsewhere).await);
    assert!(person.company.opens(person.cookie).await);
    let standing =
        second_factor::standing(&person.company.store, &person.keys, &person.principal().await).await.unwrap();
    assert!(matches!(standing, Standing::On { recovery_codes: 10, .. }), "{standing:?}");
    assert_eq!(person.propose().await.err(), Some(PeopleError::Store(backend::store::StoreError::Conflict)));
    assert_eq!(person.company.audit(person.company.mine).await, [line("switch_on_second_factor", EMAIL, "done")]);
}

async fn a_password_alone_signs_nobody_in_and_a_code_does(store: Store) {
    let person = Person::new(store).await;
    person.set_up().await;

    let half = person.half().await;
    let signed_in = person.finish(&half, &person.code().await).await.unwrap();

    assert_eq!(signed_in.user_id, person.user);
    let session = person.company.request(None);
    session::begin(&session, &signed_in).await.unwrap();
    assert!(person.company.opens(session.id().unwrap()).await);
    let again = person.finish(&half, &person.code().await).await;
    assert_eq!(again, Err(CodeError::Over), "it was used up");
}

async fn a_code_is_good_once_and_none_before_it_after_it(store: Store) {
    let person = Person::new(store).await;
    person.propose().await.unwrap();
    let first = person.code().await;
    person.confirm(&first).await.unwrap();

    let half = person.half().await;
    assert_eq!(person.finish(&half, &first).await, Err(CodeError::Refused), "the code of the set-up");
    let next = person.code_at(person.company.now().plus_s(STEP_S)).await;
    person.finish(&half, &next).await.unwrap();
    let half = person.half().await;
    assert_eq!(person.finish(&half, &next).await, Err(CodeError::Refused), "the same code again");
    let earlier = person.code_at(person.company.now().plus_s(-STEP_S)).await;
    assert_eq!(person.finish(&half, &earlier).await, Err(CodeError::Refused), "a code of before");
    person.company.pass_s(3 * STEP_S);
    let late = person.code_at(person.company.now().plus_s(-2 * STEP_S)).await;
    assert_eq!(person.finish(&half, &late).await, Err(CodeError::Refused), "a code of too long ago");
}

async fn of_two_sign_ins_at_once_with_one_code_one_is_done(store: Store) {
    let person = Person::new(store).await;
    person.set_up().await;
    let (one, other) = (person.half().await, person.half().await);
    let code = person.code().await;

    let (one, other) = tokio::join!(person.finish(&one, &code), person.finish(&other, &code));

    assert_eq!(usize::from(one.is_ok()) + usize::from(other.is_ok()), 1, "{one:?} {other:?}");
}

async fn of_two_codes_at_once_for_one_sign_in_one_is_done(store: Store) {
    let person = Person::new(store).await;
    let codes = person.set_up().await;
    let half = person.half().await;

    let (one, other) = tokio::join!(person.finish(&half, &codes[0]), person.finish(&half, &codes[1]));

    assert_eq!(usize::from(one.is_ok()) + usize::from(other.is_ok()), 1, "{one:?} {other:?}");
}

async fn a_recovery_code_is_good_once_however_it_is_typed_and_stands_in_the_log(store: Store) {
    let person = Person::new(store).await;
    let codes = person.set_up().await;
    let typed = codes[3].to_lowercase().replace('-', " ");

    let half = person.half().await;
    person.finish(&half, &typed).await.unwrap();
    let half = person.half().await;

    assert_eq!(person.finish(&half, &codes[3]).await, Err(CodeError::Refused));
    assert_eq!(person.finish(&half, "AAAA-BBBB-CCCC-DDDD").await, Err(CodeError::Refused));
    assert_eq!(person.company.store.recovery_codes_left(person.user).await.unwrap(), 9);
    let log = [line("switch_on_second_factor", EMAIL, "done"), line("use_recovery_code", EMAIL, "done")];
    assert_eq!(person.company.audit(person.company.mine).await, log);
}

async fn nothing_of_a_secret_or_a_recovery_code_is_kept_as_it_is(store: Store) {
    let person = Person::new(store).await;
    person.propose().await.unwrap();
    let principal = person.principal().await;
    let standing = second_factor::standing(&person.company.store, &person.keys, &principal).await.unwrap();
    let Standing::Proposed(proposal) = standing else { panic!("{standing:?}") };

    let kept = person.company.store.second_factor(person.user).await.unwrap().unwrap();

    assert!(!kept.secret.envelope.contains(proposal.secret.expose_secret()));
    assert!(!format!("{kept:?} {proposal:?}").contains(proposal.secret.expose_secret()));
    let elsewhere = RecordName::TotpSecret(person.company.admin.user_id());
    assert!(person.keys.open(elsewhere, &kept.secret).is_err(), "an envelope opens for its owner alone");
}

async fn a_sign_in_waits_five_minutes_for_its_code_and_ends_with_the_epoch(store: Store) {
    let person = Person::new(store).await;
    person.set_up().await;
    let (late, barred) = (person.half().await, person.half().await);

    person.company.store.revoke_sessions_of(person.user, person.company.now()).await.unwrap();
    assert_eq!(person.finish(&barred, &person.code().await).await, Err(CodeError::Over));
    person.company.pass_s(door::WAITS_S);

    assert_eq!(person.finish(&late, &person.code().await).await, Err(CodeError::Over));
    assert_eq!(person.finish(&secret("made-up"), &person.code().await).await, Err(CodeError::Over));
    assert_eq!(person.company.store.purge_half_sign_ins(person.company.now()).await.unwrap(), 2);
}

async fn wrong_codes_wait_longer_each_time_with_the_same_answer(store: Store) {
    let person = Person::new(store).await;
    person.set_up().await;
    let half = person.half().await;
    for _ in 0..5 {
        assert_eq!(person.finish(&half, "000000").await, Err(CodeError::Refused));
    }

    let waits = person.finish(&half, &person.code().await).await;
    person.company.pass_s(1);
    let after = person.finish(&half, &person.code().await).await;

    assert_eq!(waits, Err(CodeError::Refused), "the right one, too early");
    assert!(after.is_ok());
}

async fn a_link_to_set_a_password_leads_to_the_code_too(store: Store) {
    let person = Person::new(store).await;
    person.set_up().await;
    let company = &person.company;
    let actor = company.actor();
    let made = resets::reset_link(&company.store, &company.clock, &company.admin, &actor, person.user, None).await;
    let token = made.unwrap();

    let entered =
        resets::reset(&company.store, &company.passwords, &company.clock, &token, secret(OTHER_PASSWORD), REMOTE).await;

    let FirstStep::CodeNeeded(half) = entered.unwrap().first_step else { panic!("no code was asked for") };
    assert!(person.finish(&half, &person.code().await).await.is_ok());
}

async fn switching_off_asks_for_the_password_and_a_code(store: Store) {
    let person = Person::new(store).await;
    let codes = person.set_up().await;

    let both = person.switch_off("", "").await.err();
    let wrong_password = person.switch_off("wrong", &person.code().await).await.err();
    let wrong_code = person.switch_off(PASSWORD, "000000").await.err();

    let Some(PeopleError::Invalid(fields)) = both else { panic!("{both:?}") };
    assert_eq!(fields.iter().map(|error| error.field).collect::<Vec<_>>(), [Field::CurrentPassword, Field::Code]);
    assert_eq!(wrong_password, Some(PeopleError::invalid(Field::CurrentPassword, Problem::Wrong)));
    assert_eq!(wrong_code, Some(PeopleError::invalid(Field::Code, Problem::Wrong)));
    person.switch_off(PASSWORD, &person.code().await).await.unwrap();
    assert!(person.company.signs_in(EMAIL, PASSWORD).await);
    assert_eq!(person.company.store.recovery_codes_left(person.user).await.unwrap(), 0);
    assert_eq!(person.switch_off(PASSWORD, &codes[0]).await, Err(PeopleError::NotFound));
}

async fn fresh_recovery_codes_replace_the_old(store: Store) {
    let person = Person::new(store).await;
    let old = person.set_up().await;
    let (company, principal) = (&person.company, person.principal().await);

    let (store, clock, code) = (&company.store, &company.clock, person.code().await);
    let made = second_factor::new_recovery_codes(store, &person.keys, clock, &principal, REMOTE, &code).await;
    let fresh = made.unwrap();

    let half = person.half().await;
    assert_eq!(person.finish(&half, &old[0]).await, Err(CodeError::Refused));
    assert!(person.finish(&half, &fresh[0]).await.is_ok());
}

async fn a_proof_is_fresh_for_ten_minutes_and_is_given_by_what_the_person_has(store: Store) {
    let person = Person::new(store).await;

    assert_eq!(person.is_fresh().await, Ok(()));
    person.company.pass_s(proof::FRESH_FOR_S);
    assert_eq!(person.is_fresh().await, Err(AuthError::NeedsProof(ProofBy::Password)));
    let wrong = person.prove("wrong").await.err();
    assert_eq!(wrong, Some(PeopleError::invalid(Field::CurrentPassword, Problem::Wrong)));
    person.prove(PASSWORD).await.unwrap();
    assert_eq!(person.is_fresh().await, Ok(()));

    person.set_up().await;
    person.company.pass_s(proof::FRESH_FOR_S);
    assert_eq!(person.is_fresh().await, Err(AuthError::NeedsProof(ProofBy::Code)));
    assert!(person.prove(PASSWORD).await.is_err(), "a password is no code");
    person.prove(&person.code().await).await.unwrap();
    assert_eq!(person.is_fresh().await, Ok(()));
}

async fn a_password_that_is_changed_proves_nothing_where_codes_are_asked_for(store: Store) {
    let person = Person::new(store).await;
    person.set_up().await;
    person.company.pass_s(proof::FRESH_FOR_S);
    let (company, principal) = (&person.company, person.principal().await);
    let request = company.request(Some(person.cookie));

    let (store, passwords, clock) = (&company.store, &company.passwords, &company.clock);
    let (old, new) = (secret(PASSWORD), secret(OTHER_PASSWORD));
    account::change_password(store, passwords, clock, &principal, &request, REMOTE, old, new).await.unwrap();

    let principal = company.principal(request.id().unwrap()).await;
    let fresh = proof::require_recent_proof(&principal, company.now());
    assert_eq!(fresh, Err(AuthError::NeedsProof(ProofBy::Code)));
}

async fn an_old_session_sets_no_second_factor_up(store: Store) {
    let person = Person::new(store).await;
    person.company.pass_s(proof::FRESH_FOR_S);

    assert_eq!(person.propose().await, Err(PeopleError::NeedsProof(ProofBy::Password)));
}

async fn where_everybody_needs_one_nothing_opens_without(store: Store) {
    let person = Person::new(store).await;
    let company = &person.company;
    let (store, clock, actor) = (&company.store, &company.clock, company.actor());
    let admin_cookie = company.cookie(company.admin.user_id()).await;
    let admin = company.principal(admin_cookie).await;

    let without = second_factor::require(store, clock, &company.admin, &admin, &actor, true).await;
    assert_eq!(without, Err(PeopleError::NotFound), "an admin who has none would be locked out");
    let lan = person.principal().await;
    let by_supervisor = second_factor::require(store, clock, &lan.in_tenant("mine").unwrap(), &lan, &actor, true).await;
    assert_eq!(by_supervisor, Err(PeopleError::Forbidden));
    store.need_second_factor(company.mine, true).await.unwrap();

    assert_eq!(person.principal().await.in_tenant("mine").unwrap_err(), AuthError::NeedsSecondFactor);
    assert_eq!(person.principal().await.in_tenant("theirs").unwrap_err(), AuthError::NotFound);
    assert!(company.principal(company.cookie(company.their_admin.user_id()).await).await.in_tenant("theirs").is_ok());
    person.set_up().await;
    assert!(person.principal().await.in_tenant("mine").is_ok());
}

async fn an_admin_resets_who_belongs_to_the_tenant_alone(store: Store) {
    let person = Person::new(store).await;
    person.set_up().await;
    let company = &person.company;
    let reset = async |by: &backend::auth::TenantCtx| {
        let actor = backend::audit::Actor::of(by, Some(REMOTE));
        second_factor::reset(&company.store, &company.clock, by, &actor, person.user, None).await
    };

    assert_eq!(reset(&company.their_admin).await, Err(PeopleError::NotFound));
    assert_eq!(reset(&company.ctx(person.user, "mine").await).await, Err(PeopleError::Forbidden));
    company.store.grant_membership(company.theirs, person.user, Role::Supervisor, None, company.now()).await.unwrap();
    assert_eq!(reset(&company.admin).await, Err(PeopleError::Forbidden), "it guards another company too");
    second_factor::reset_by_operator(&company.store, &company.clock, EMAIL).await.unwrap();

    assert!(company.signs_in(EMAIL, PASSWORD).await);
    let log = [line("reset_second_factor", "operator", "done")];
    assert_eq!(company.audit(company.theirs).await, log);
    assert_eq!(reset(&company.admin).await, Err(PeopleError::Forbidden));
}

on_both_databases! {
    it_counts_once_a_first_code_fits_and_every_other_session_ends,
    a_password_alone_signs_nobody_in_and_a_code_does,
    a_code_is_good_once_and_none_before_it_after_it,
    of_two_sign_ins_at_once_with_one_code_one_is_done,
    of_two_codes_at_once_for_one_sign_in_one_is_done,
    a_recovery_code_is_good_once_however_it_is_typed_and_stands_in_the_log,
    nothing_of_a_secret_or_a_recovery_code_is_kept_as_it_is,
    a_sign_in_waits_five_minutes_for_its_code_and_ends_with_the_epoch,
    wrong_codes_wait_longer_each_time_with_the_same_answer,
    a_link_to_set_a_password_leads_to_the_code_too,
    switching_off_asks_for_the_password_and_a_code,
    fresh_recovery_codes_replace_the_old,
    a_proof_is_fresh_for_ten_minutes_and_is_given_by_what_the_person_has,
    a_password_that_is_changed_proves_nothing_where_codes_are_asked_for,
    an_old_session_sets_no_second_factor_up,
    where_everybody_needs_one_nothing_opens_without,
    an_admin_resets_who_belongs_to_the_tenant_alone,
}
