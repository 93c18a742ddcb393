//! Who finds a view, who may change it, what is written down of it, and which one a board opens with.

use backend::audit::Actor;
use backend::auth::TenantCtx;
use backend::people::members;
use backend::store::Store;
use backend::views;
use backend::views::ViewWish;
use backend::views::ViewsError;
use domain::audience::ScopeFilter;
use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use domain::id::ViewId;
use domain::role::Role;
use domain::saved_view::Params;
use domain::saved_view::SavedView;
use domain::saved_view::opening;

use crate::company::Company;
use crate::company::line;
use crate::databases::on_both_databases;

fn params(pairs: &[(&str, &str)]) -> Params {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn wish(name: &str, is_shared: bool) -> ViewWish {
    ViewWish { name: name.to_owned(), params: Some(params(&[("show", "paused")])), is_shared }
}

fn invalid(field: Field, problem: Problem) -> ViewsError {
    ViewsError::Invalid(vec![FieldError::new(field, problem)])
}

/// A supervisor beside the company's admin.
struct Desk {
    company: Company,
    lan: TenantCtx,
}

impl Desk {
    async fn new(store: Store) -> Self {
        let company = Company::new(store).await;
        let lan = company.add("mine", "lan@mine.example", Role::Supervisor).await;
        let lan = company.ctx(lan, "mine").await;
        Self { company, lan }
    }

    async fn save(&self, ctx: &TenantCtx, wish: ViewWish) -> Result<ViewId, ViewsError> {
        views::save(&self.company.store, &self.company.clock, ctx, &Actor::of(ctx, None), wish).await
    }

    async fn change(&self, ctx: &TenantCtx, view: ViewId, wish: ViewWish) -> Result<(), ViewsError> {
        views::change(&self.company.store, &self.company.clock, ctx, &Actor::of(ctx, None), view, wish).await
    }

    async fn delete(&self, ctx: &TenantCtx, view: ViewId) -> Result<(), ViewsError> {
        views::delete(&self.company.store, &self.company.clock, ctx, &Actor::of(ctx, None), view).await
    }

    async fn list(&self, ctx: &TenantCtx) -> Vec<SavedView> {
        views::list(&self.company.store, ctx).await.unwrap()
    }

    async fn names(&self, ctx: &TenantCtx) -> Vec<String> {
        self.list(ctx).await.into_iter().map(|view| view.name).collect()
    }

    async fn role_default(&self, ctx: &TenantCtx, role: Role, view: Option<ViewId>) -> Result<(), ViewsError> {
        views::set_role_default(&self.company.store, &self.company.clock, ctx, &Actor::of(ctx, None), role, view).await
    }

    async fn opens_with(&self, ctx: &TenantCtx) -> Option<String> {
        opening(&self.list(ctx).await, ctx.role()).map(|view| view.name.clone())
    }
}

async fn an_own_view_is_found_by_its_owner_and_a_shared_one_by_everybody_of_the_tenant(store: Store) {
    let desk = Desk::new(store).await;
    let admin = &desk.company.admin;

    desk.save(&desk.lan, wish("Mine alone", false)).await.unwrap();
    desk.save(&desk.lan, wish("For all", true)).await.unwrap();

    assert_eq!(desk.names(&desk.lan).await, ["For all", "Mine alone"]);
    let found = desk.list(admin).await;
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].name.as_str(), found[0].owner.as_deref()), ("For all", Some("lan@mine.example")));
    assert!(found[0].may_change && found[0].is_shared);
    assert_eq!(desk.names(&desk.company.their_admin).await, Vec::<String>::new());
    assert_eq!(
        desk.company.audit(desk.company.mine).await,
        [line("share_view", "lan@mine.example", "done")],
        "what somebody keeps for themselves is nobody's business"
    );
}

async fn only_what_a_board_reads_is_kept(store: Store) {
    let desk = Desk::new(store).await;
    let given = params(&[("q", "lan"), ("agent", "0:7"), ("utm", "x"), ("sort", "sideways"), ("by", "queue")]);

    let wish = ViewWish { name: "  Lan\n's  team ".to_owned(), params: Some(given), is_shared: false };
    desk.save(&desk.lan, wish).await.unwrap();

    let found = desk.list(&desk.lan).await;
    assert_eq!(found[0].name, "Lan 's team");
    assert_eq!(found[0].params, params(&[("q", "lan"), ("by", "queue")]));
}

async fn a_name_is_one_of_its_owners_kind_and_of_a_fitting_length(store: Store) {
    let desk = Desk::new(store).await;
    let sales = desk.save(&desk.lan, wish("Sales", false)).await.unwrap();
    desk.save(&desk.company.admin, wish("Sales", false)).await.unwrap();
    let care = desk.save(&desk.lan, wish("Care", false)).await.unwrap();

    let taken = Err(invalid(Field::Name, Problem::Taken));
    assert_eq!(desk.save(&desk.lan, wish("SALES", false)).await, taken.clone().map(|()| care));
    assert_eq!(desk.change(&desk.lan, care, wish("sales", false)).await, taken);
    desk.change(&desk.lan, sales, wish("SALES", false)).await.unwrap();
    assert_eq!(desk.save(&desk.lan, wish(" ", false)).await, Err(invalid(Field::Name, Problem::Required)));
    let long = wish(&"x".repeat(61), false);
    assert_eq!(desk.save(&desk.lan, long).await, Err(invalid(Field::Name, Problem::TooLong { most: 60 })));
    let far = ViewWish { params: Some(params(&[("q", &"x".repeat(1001))])), ..wish("Far", false) };
    assert_eq!(desk.save(&desk.lan, far).await, Err(invalid(Field::View, Problem::TooLong { most: 1000 })));

    assert_eq!(desk.names(&desk.lan).await, ["Care", "SALES"]);
}

async fn a_hundred_views_are_enough_for_one_person(store: Store) {
    let desk = Desk::new(store).await;
    for number in 0..100 {
        desk.save(&desk.lan, wish(&format!("View {number}"), false)).await.unwrap();
    }

    let refused = desk.save(&desk.lan, wish("One more", false)).await;

    assert_eq!(refused, Err(invalid(Field::View, Problem::TooMany { most: 100 })));
    desk.save(&desk.company.admin, wish("Another's", false)).await.unwrap();
}

async fn a_supervisor_changes_only_own_views_and_an_admin_any_that_is_shared(store: Store) {
    let desk = Desk::new(store).await;
    let admin = &desk.company.admin;
    let of_admin = desk.save(admin, wish("Admin's", true)).await.unwrap();
    let private = desk.save(admin, wish("Private", false)).await.unwrap();
    let of_lan = desk.save(&desk.lan, wish("Lan's", true)).await.unwrap();
    let lans_own = desk.save(&desk.lan, wish("Lan's own", false)).await.unwrap();

    assert_eq!(desk.change(&desk.lan, of_admin, wish("Taken over", true)).await, Err(ViewsError::Forbidden));
    assert_eq!(desk.delete(&desk.lan, of_admin).await, Err(ViewsError::Forbidden));
    assert_eq!(desk.delete(&desk.lan, private).await, Err(ViewsError::NotFound));
    assert_eq!(desk.delete(admin, lans_own).await, Err(ViewsError::NotFound));
    for view in [of_admin, of_lan] {
        let theirs = &desk.company.their_admin;
        assert_eq!(desk.change(theirs, view, wish("Theirs", true)).await, Err(ViewsError::NotFound));
        assert_eq!(desk.delete(theirs, view).await, Err(ViewsError::NotFound));
        assert_eq!(views::set_own_default(&desk.company.store, theirs, Some(view)).await, Err(ViewsError::NotFound));
        assert_eq!(desk.role_default(theirs, Role::Supervisor, Some(view)).await, Err(ViewsError::NotFound));
    }
    let renamed = ViewWish { params: None, ..wish("Better name", true) };
    desk.change(admin, of_lan, renamed).await.unwrap();
    desk.delete(admin, of_admin).await.unwrap();

    let found = desk.list(&desk.lan).await;
    assert_eq!(found[0].name, "Better name");
    assert_eq!(found[0].params, params(&[("show", "paused")]));
    let log = desk.company.audit(desk.company.mine).await;
    let admin_did = |word| log.contains(&line(word, "admin@mine.example", "done"));
    assert!(admin_did("change_view") && admin_did("delete_view"), "{log:?}");
}

async fn a_board_opens_with_the_own_default_else_the_roles(store: Store) {
    let desk = Desk::new(store).await;
    let (admin, store) = (&desk.company.admin, &desk.company.store);
    let team = desk.save(admin, wish("Team", true)).await.unwrap();
    let own = desk.save(&desk.lan, wish("Own", false)).await.unwrap();
    let private = desk.save(admin, wish("Private", false)).await.unwrap();

    assert_eq!(desk.opens_with(&desk.lan).await, None);
    desk.role_default(admin, Role::Supervisor, Some(team)).await.unwrap();
    assert_eq!(desk.opens_with(&desk.lan).await.as_deref(), Some("Team"));
    assert_eq!(desk.opens_with(admin).await, None);
    views::set_own_default(store, &desk.lan, Some(own)).await.unwrap();
    assert_eq!(desk.opens_with(&desk.lan).await.as_deref(), Some("Own"));
    views::set_own_default(store, &desk.lan, None).await.unwrap();
    assert_eq!(desk.opens_with(&desk.lan).await.as_deref(), Some("Team"));

    let refused = |field| Err(invalid(field, Problem::NotOffered));
    assert_eq!(desk.role_default(&desk.lan, Role::Supervisor, None).await, Err(ViewsError::Forbidden));
    assert_eq!(desk.role_default(admin, Role::Supervisor, Some(private)).await, refused(Field::View));
    assert_eq!(desk.role_default(admin, Role::Display, Some(team)).await, refused(Field::Role));
    desk.role_default(admin, Role::Supervisor, None).await.unwrap();
    assert_eq!(desk.opens_with(&desk.lan).await, None);
}

async fn a_view_that_is_shared_no_more_opens_nobody_elses_board(store: Store) {
    let desk = Desk::new(store).await;
    let (admin, store) = (&desk.company.admin, &desk.company.store);
    let team = desk.save(admin, wish("Team", true)).await.unwrap();
    desk.role_default(admin, Role::Supervisor, Some(team)).await.unwrap();
    views::set_own_default(store, &desk.lan, Some(team)).await.unwrap();
    views::set_own_default(store, admin, Some(team)).await.unwrap();

    desk.change(admin, team, wish("Team", false)).await.unwrap();
    desk.change(admin, team, wish("Team", true)).await.unwrap();

    assert_eq!(desk.opens_with(&desk.lan).await, None);
    assert_eq!(desk.opens_with(admin).await.as_deref(), Some("Team"));
    desk.delete(admin, team).await.unwrap();
    assert_eq!(desk.opens_with(admin).await, None);
}

async fn a_limited_person_is_shown_no_view_that_names_what_they_may_not_see(store: Store) {
    let desk = Desk::new(store).await;
    let admin = &desk.company.admin;
    let showing = |name: &str, pair| ViewWish { params: Some(params(&[pair])), ..wish(name, true) };
    desk.save(admin, showing("Own queue", ("queue", "Sales"))).await.unwrap();
    desk.save(admin, showing("Other queue", ("queue", "Care"))).await.unwrap();
    desk.save(admin, showing("Any queue", ("show", "paused"))).await.unwrap();
    let sales = ScopeFilter { queues: vec!["Sales".to_owned()], ..ScopeFilter::default() };
    let (store, clock, user) = (&desk.company.store, &desk.company.clock, desk.lan.user_id());
    members::change(store, clock, admin, &desk.company.actor(), user, Role::Supervisor, Some(sales)).await.unwrap();

    let limited = desk.company.ctx(user, "mine").await;

    assert_eq!(desk.names(&limited).await, ["Any queue", "Own queue"]);
    assert_eq!(desk.names(&desk.lan).await.len(), 3);
}

on_both_databases! {
    an_own_view_is_found_by_its_owner_and_a_shared_one_by_everybody_of_the_tenant,
    only_what_a_board_reads_is_kept,
    a_name_is_one_of_its_owners_kind_and_of_a_fitting_length,
    a_hundred_views_are_enough_for_one_person,
    a_supervisor_changes_only_own_views_and_an_admin_any_that_is_shared,
    a_board_opens_with_the_own_default_else_the_roles,
    a_view_that_is_shared_no_more_opens_nobody_elses_board,
    a_limited_person_is_shown_no_view_that_names_what_they_may_not_see,
}
