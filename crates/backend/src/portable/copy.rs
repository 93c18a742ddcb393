//! Moving an installation to another database: as it is in one moment, all of it at once, and compared after.

use futures::TryStreamExt;

use crate::portable::Counted;
use crate::portable::PortableError;
use crate::portable::ROWS_AT_ONCE;
use crate::portable::sums::Sum;
use crate::store::Row;
use crate::store::Rows;
use crate::store::Shape;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;

/// A table as it left and as it arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// As it is in the database that was copied.
    pub from: Counted,
    /// As it was read again from the other.
    pub to: Counted,
}

/// Copies everything, who is signed in too, into a database that has tables and nothing in them.
///
/// # Errors
/// As [`PortableError`] tells. The database that was copied to is then as it was.
pub async fn copy(from: &Store, to: &Store) -> Result<Vec<Copied>, PortableError> {
    if !from.schema().await?.pending.is_empty() {
        return Err(PortableError::Behind);
    }
    let (mut source, mut target) = (from.rows_of_this_moment().await?, to.place_for_rows().await?);
    if !target.is_nobodys().await? {
        return Err(PortableError::NotEmpty);
    }
    let shapes = source.shapes().await?;
    if target.shapes().await? != shapes {
        return Err(PortableError::Store(StoreError::corrupt("table")));
    }
    target.clear(&shapes).await?;
    let mut copied = Vec::new();
    for shape in &shapes {
        let left = carry(&mut source, &mut target, shape).await?;
        let arrived = sum_of(&mut target, shape).await?;
        if left != arrived {
            return Err(PortableError::Differs { table: left.table });
        }
        copied.push(Copied { from: left, to: arrived });
    }
    target.commit().await?;
    Ok(copied)
}

async fn carry(source: &mut Rows, target: &mut Rows, shape: &Shape) -> StoreResult<Counted> {
    let mut sum = Sum::default();
    let mut batch: Vec<Row> = Vec::with_capacity(ROWS_AT_ONCE);
    let mut rows = source.read(shape);
    while let Some(row) = rows.try_next().await? {
        sum.add(&row);
        batch.push(row);
        if batch.len() == ROWS_AT_ONCE {
            target.add(shape, &batch).await?;
            batch.clear();
        }
    }
    target.add(shape, &batch).await?;
    Ok(sum.counted(shape.table.name))
}

/// Counts and sums up a table as it is there now.
pub(super) async fn sum_of(rows: &mut Rows, shape: &Shape) -> StoreResult<Counted> {
    let mut sum = Sum::default();
    let mut all = rows.read(shape);
    while let Some(row) = all.try_next().await? {
        sum.add(&row);
    }
    Ok(sum.counted(shape.table.name))
}
