//! Writing a backup while everything goes on: what is written is as it was in one moment.

use std::io::Write;

use domain::time::UnixMs;
use futures::TryStreamExt;

use crate::portable::Counted;
use crate::portable::PortableError;
use crate::portable::file::Head;
use crate::portable::file::Mark;
use crate::portable::file::TableEnd;
use crate::portable::file::TableHead;
use crate::portable::file::Writer;
use crate::portable::sums::Sum;
use crate::store::Store;

/// Writes everything but what is about this moment (who is signed in, who waits), and says what there was.
///
/// # Errors
/// When the database cannot answer or nothing can be written. What was written until then is no backup.
pub async fn back_up(store: &Store, to: impl Write, program: &str, now: UnixMs) -> Result<Vec<Counted>, PortableError> {
    let schema = store.schema().await?.at;
    let mut rows = store.rows_of_this_moment().await?;
    let mut writer = Writer::new(to);
    let io = |error: std::io::Error| PortableError::Io(error.kind());
    writer.mark(&Mark::CallboardBackup(Head::new(program, schema, now.0))).map_err(io)?;
    let mut counted = Vec::new();
    for shape in rows.shapes().await?.iter().filter(|shape| !shape.table.is_of_the_moment) {
        let (name, columns) = (shape.table.name.to_owned(), shape.columns().map(str::to_owned).collect());
        writer.mark(&Mark::Table(TableHead { name, columns })).map_err(io)?;
        let mut sum = Sum::default();
        let mut all = rows.read(shape);
        while let Some(row) = all.try_next().await? {
            writer.row(&row).map_err(io)?;
            sum.add(&row);
        }
        counted.push(sum.counted(shape.table.name));
    }
    writer.mark(&Mark::End(counted.iter().map(TableEnd::from).collect())).map_err(io)?;
    writer.finish().and_then(|mut to| to.flush()).map_err(io)?;
    Ok(counted)
}
