//! The way to PostgreSQL encrypted: to a server whose certificate a throw-away authority signed.
//!
//! The test run's own server is told to speak TLS meanwhile; whoever else talks to it does not mind.

use std::time::Duration;

use backend::store::Cause;
use backend::store::Store;
use backend::store::StoreError;
use rcgen::BasicConstraints;
use rcgen::CertificateParams;
use rcgen::CertifiedIssuer;
use rcgen::DnType;
use rcgen::IsCa;
use rcgen::KeyPair;
use sqlx::AssertSqlSafe;
use sqlx::Connection;
use sqlx::PgConnection;

use crate::databases::Postgres;

fn authority(name: &str) -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

async fn say(server: &mut PgConnection, statement: String) {
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(server).await.unwrap();
}

/// Writes a file into the folder of the server, readable by nobody else.
async fn put(server: &mut PgConnection, file: &str, text: &str) {
    let lines = text.replace('\n', "\\n");
    let program = format!("umask 077; cat > {file}");
    let copy = format!("COPY (SELECT UNNEST(STRING_TO_ARRAY(E'{lines}', E'\\n'))) TO PROGRAM '{program}'");
    say(server, copy).await;
}

#[tokio::test]
async fn a_server_proves_who_it_is_or_is_not_spoken_to() {
    let Some(database) = Postgres::new().await else { return };
    let (ours, theirs) = (authority("Ours"), authority("Theirs"));
    let key = KeyPair::generate().unwrap();
    let cert = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap().signed_by(&key, &ours).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, pem: String| {
        let file = folder.path().join(name);
        std::fs::write(&file, pem).unwrap();
        file.display().to_string()
    };
    let (good, other) = (file("ours.pem", ours.pem()), file("theirs.pem", theirs.pem()));
    let at = |host: &str, query: &str| {
        let mut url = url::Url::parse(&database.url()).unwrap();
        url.set_host(Some(host)).unwrap();
        url.set_query(Some(query));
        String::from(url)
    };
    let verified = |host: &str, authority: &str| at(host, &format!("sslmode=verify-full&sslrootcert={authority}"));
    let refused = async |url: String| Store::open(&url).await.unwrap_err();

    let without = refused(verified("127.0.0.1", &good)).await;
    let mut server = PgConnection::connect(&database.url()).await.unwrap();
    put(&mut server, "server.crt", &cert.pem()).await;
    put(&mut server, "server.key", &key.serialize_pem()).await;
    say(&mut server, "ALTER SYSTEM SET ssl = on".to_owned()).await;
    say(&mut server, "SELECT pg_reload_conf()".to_owned()).await;
    let speaking = async {
        // The server takes its settings up in its own time.
        loop {
            match Store::open(&verified("127.0.0.1", &good)).await {
                Ok(store) => break store,
                Err(error) => assert_eq!(error, without),
            }
        }
    };
    let store = tokio::time::timeout(Duration::from_secs(30), speaking).await.expect("it speaks TLS");
    let unknown = refused(verified("127.0.0.1", &other)).await;
    let misnamed = refused(verified("localhost", &good)).await;
    let unchecked = Store::open(&at("127.0.0.1", "sslmode=require")).await.unwrap();

    let Store::Postgres(pool) = &store else { panic!("it is PostgreSQL") };
    let select = "SELECT COUNT(*) FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl";
    assert_eq!(sqlx::query_scalar::<_, i64>(select).fetch_one(pool).await.unwrap(), 1);
    let reason = |error: &StoreError| {
        let StoreError::Unavailable(Cause::Tls(reason)) = error else { panic!("{error:?}") };
        *reason
    };
    assert!(reason(&without).contains("does not offer one"), "{without}");
    assert!(reason(&unknown).contains("sslrootcert=FILE"), "{unknown}");
    assert!(reason(&misnamed).contains("another name"), "{misnamed}");
    say(&mut server, "ALTER SYSTEM RESET ssl".to_owned()).await;
    say(&mut server, "SELECT pg_reload_conf()".to_owned()).await;
    store.close().await;
    unchecked.close().await;
    server.close().await.unwrap();
    database.drop_database().await;
}
