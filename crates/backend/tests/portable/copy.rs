//! Moving an installation: everything arrives, or nothing.

use backend::portable;
use backend::portable::Copied;
use backend::portable::PortableError;
use backend::store::NewTenant;
use backend::store::Store;
use domain::time::UnixMs;

use crate::databases::Postgres;
use crate::databases::Sqlite;
use crate::filled::ROWS;
use crate::filled::filled;
use crate::filled::open;
use crate::filled::tables;

fn names(copied: &[Copied]) -> Vec<&str> {
    let mut names: Vec<&str> = copied.iter().map(|table| table.to.table.as_str()).collect();
    names.sort_unstable();
    names
}

#[tokio::test]
async fn every_table_that_migrations_make_is_copied() {
    let (from, to) = (filled(None).await, Sqlite::new());
    let (source, target) = (open(&from.url()).await, open(&to.url()).await);

    let copied = portable::copy(&source, &target).await.unwrap();

    // A table that is missing here is missing in store::portable::TABLES.
    assert_eq!(names(&copied), tables(&from.url()).await);
    for Copied { from, to } in &copied {
        assert_eq!((from.rows, to), (u64::try_from(ROWS).unwrap(), from), "{}", from.table);
    }
}

#[tokio::test]
async fn an_installation_that_moves_to_postgres_and_back_is_the_same() {
    let Some(database) = Postgres::new().await else { return };
    let (first, last) = (filled(None).await, Sqlite::new());
    let (one, two, three) = (open(&first.url()).await, open(&database.url()).await, open(&last.url()).await);

    let there = portable::copy(&one, &two).await.unwrap();
    let back = portable::copy(&two, &three).await.unwrap();

    assert_eq!(there, back);
    assert_eq!(names(&there), tables(&last.url()).await);
    two.close().await;
    database.drop_database().await;
}

async fn is_refused_where_somebody_is(source: &Store, target: &Store) {
    let tenant = NewTenant { slug: "here".to_owned(), name: "Here".to_owned(), is_demo: false };
    target.create_tenant(&tenant, UnixMs(1)).await.unwrap();

    let refused = portable::copy(source, target).await;

    assert_eq!(refused, Err(PortableError::NotEmpty));
    let left = target.all_tenants().await.unwrap();
    assert_eq!(left.iter().map(|tenant| tenant.slug.as_str()).collect::<Vec<_>>(), ["here"]);
}

#[tokio::test]
async fn a_database_in_which_somebody_is_takes_no_copy() {
    let from = filled(None).await;
    let (source, target) = (open(&from.url()).await, Sqlite::new());
    is_refused_where_somebody_is(&source, &open(&target.url()).await).await;
    let Some(database) = Postgres::new().await else { return };
    let target = open(&database.url()).await;
    is_refused_where_somebody_is(&source, &target).await;
    target.close().await;
    database.drop_database().await;
}

#[tokio::test]
async fn an_older_installation_is_brought_up_to_date_before_it_moves() {
    let (from, to) = (filled(Some(16)).await, Sqlite::new());
    let source = Store::look_into(&from.url()).await.unwrap();

    let refused = portable::copy(&source, &open(&to.url()).await).await;

    assert_eq!(refused, Err(PortableError::Behind));
}
