//! Tests do not disturb each other through the database.

use tests::database::fresh;

#[tokio::test]
async fn what_one_test_writes_no_other_sees_and_nothing_stays_behind() {
    let (one, other) = (fresh().await, fresh().await);
    let client = one.pool().get().await.unwrap();
    client.batch_execute("CREATE TABLE mine (it int)").await.unwrap();
    let other = other.pool().get().await.unwrap();
    let there = "SELECT count(*) FROM pg_tables WHERE tablename = 'mine'";
    assert_eq!(other.query_one(there, &[]).await.unwrap().get::<_, i64>(0), 0);

    let name = one.url().rsplit('/').next().unwrap().to_owned();
    let left = "SELECT count(*) FROM pg_database WHERE datname = $1";
    assert_eq!(other.query_one(left, &[&name]).await.unwrap().get::<_, i64>(0), 1);
    drop(one);
    assert_eq!(other.query_one(left, &[&name]).await.unwrap().get::<_, i64>(0), 0);
}
