//! Bringing an installation back from a backup: the file is read to its end and believed before anything is written.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use domain::time::UnixMs;

use crate::portable::Counted;
use crate::portable::Damage;
use crate::portable::PortableError;
use crate::portable::ROWS_AT_ONCE;
use crate::portable::copy::sum_of;
use crate::portable::file::Head;
use crate::portable::file::Line;
use crate::portable::file::Mark;
use crate::portable::file::Reader;
use crate::portable::file::TableEnd;
use crate::portable::sums::Sum;
use crate::store::Row;
use crate::store::Rows;
use crate::store::Shape;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::Value;

/// What a backup holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    /// The version of the program that made it.
    pub program: String,
    /// The schema of its rows.
    pub schema: i64,
    /// When it was made.
    pub made_at: UnixMs,
    /// Its tables.
    pub tables: Vec<Counted>,
    /// The identities of the keys that seal its secrets: without them they cannot be opened.
    pub key_ids: BTreeSet<String>,
}

/// Reads a backup to its end and compares everything with what was counted when it was made. Nothing is written.
///
/// # Errors
/// As [`PortableError`] tells: not a backup, damaged, or newer than this program.
pub fn verify(file: &Path) -> Result<Contents, PortableError> {
    let (mut reader, head) = open(file)?;
    let mut tables: Vec<Counted> = Vec::new();
    let mut key_ids = BTreeSet::new();
    let mut table: Option<(String, Vec<usize>, Sum)> = None;
    let finish = |table: Option<(String, Vec<usize>, Sum)>, tables: &mut Vec<Counted>| {
        tables.extend(table.map(|(name, _, sum)| sum.counted(&name)));
    };
    let ends = loop {
        match reader.next()?.ok_or(PortableError::Damaged(Damage::Cut))? {
            Line::Row(row) => {
                let (_, keys, sum) = table.as_mut().ok_or_else(|| reader.misplaced())?;
                sum.add(&row);
                key_ids.extend(keys.iter().filter_map(|at| match row.get(*at) {
                    Some(Value::Text(id)) => Some(id.clone()),
                    Some(Value::Number(_)) | None => None,
                }));
            }
            Line::Mark(Mark::Table(next)) => {
                let columns = next.columns.iter().enumerate();
                let keys = columns.filter(|(_, name)| name.ends_with("key_id")).map(|(at, _)| at).collect();
                finish(table.replace((next.name, keys, Sum::default())), &mut tables);
            }
            Line::Mark(Mark::End(ends)) => break ends,
            Line::Mark(Mark::CallboardBackup(_)) => return Err(reader.misplaced()),
        }
    };
    finish(table.take(), &mut tables);
    // What comes after the end is the sum that gzip itself keeps; it is compared by reading on.
    if reader.next()?.is_some() {
        return Err(reader.misplaced());
    }
    compare(&tables, &ends)?;
    let Head { program, schema, made_at_ms, .. } = head;
    Ok(Contents { program, schema, made_at: UnixMs(made_at_ms), tables, key_ids })
}

/// Brings a backup back into an empty database, and its tables up to date after that.
///
/// # Errors
/// As [`PortableError`] tells. What was not whole is not there.
pub async fn restore(file: &Path, url: &str) -> Result<Contents, PortableError> {
    let contents = verify(file)?;
    let store = Store::prepare(url).await?;
    let outcome = restore_into(&store, file, &contents).await;
    store.close().await;
    outcome.map(|()| contents)
}

async fn restore_into(store: &Store, file: &Path, contents: &Contents) -> Result<(), PortableError> {
    let at = store.schema().await?.at;
    if at > contents.schema {
        // Nothing is taken for empty that is not, before anything else is complained about.
        let mut rows = store.rows_of_this_moment().await?;
        return Err(if rows.is_nobodys().await? {
            PortableError::AheadOfBackup { at, schema: contents.schema }
        } else {
            PortableError::NotEmpty
        });
    }
    store.migrate_to(contents.schema).await?;
    let mut rows = store.place_for_rows().await?;
    if !rows.is_nobodys().await? {
        return Err(PortableError::NotEmpty);
    }
    let shapes = rows.shapes().await?;
    rows.clear(&shapes).await?;
    load(&mut rows, &shapes, file).await?;
    for counted in &contents.tables {
        let shape = shapes.iter().find(|shape| shape.table.name == counted.table);
        let shape = shape.ok_or(StoreError::corrupt("table"))?;
        if sum_of(&mut rows, shape).await? != *counted {
            return Err(PortableError::Differs { table: counted.table.clone() });
        }
    }
    rows.commit().await?;
    store.migrate().await?;
    Ok(())
}

async fn load(rows: &mut Rows, shapes: &[Shape], file: &Path) -> Result<(), PortableError> {
    let (mut reader, _) = open(file)?;
    let mut shape: Option<&Shape> = None;
    let mut batch: Vec<Row> = Vec::new();
    while let Some(line) = reader.next()? {
        match line {
            Line::Row(row) => batch.push(row),
            Line::Mark(mark) => {
                if let Some(shape) = shape.take() {
                    rows.add(shape, &batch).await?;
                }
                batch.clear();
                if let Mark::Table(head) = mark {
                    let found = shapes.iter().find(|shape| shape.table.name == head.name);
                    let found = found.filter(|shape| shape.columns().eq(head.columns.iter().map(String::as_str)));
                    shape = Some(found.ok_or(StoreError::corrupt("table"))?);
                }
            }
        }
        if batch.len() == ROWS_AT_ONCE {
            rows.add(shape.ok_or_else(|| reader.misplaced())?, &batch).await?;
            batch.clear();
        }
    }
    Ok(())
}

fn open(file: &Path) -> Result<(Reader<BufReader<File>>, Head), PortableError> {
    let file = File::open(file).map_err(|error| PortableError::Io(error.kind()))?;
    Reader::open(BufReader::new(file))
}

fn compare(tables: &[Counted], ends: &[TableEnd]) -> Result<(), PortableError> {
    let differs = |table: &str| PortableError::Damaged(Damage::Table { table: table.to_owned() });
    for end in ends {
        let found = tables.iter().find(|counted| counted.table == end.name).map(TableEnd::from);
        if found.as_ref() != Some(end) {
            return Err(differs(&end.name));
        }
    }
    let counted = |table: &Counted| ends.iter().any(|end| end.name == table.table);
    tables.iter().find(|table| !counted(table)).map_or(Ok(()), |table| Err(differs(&table.table)))
}
