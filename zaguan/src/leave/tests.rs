use std::io::ErrorKind;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};
use tokio::join;
use tokio::time::{sleep, timeout};

use super::Impatient;

const PATIENCE: Duration = Duration::from_millis(200);
/// Far more than patience: whoever waits this long waits for ever.
const FOR_EVER: Duration = Duration::from_secs(20);

#[tokio::test]
async fn who_takes_nothing_of_an_answer_is_left() {
    let (ours, _theirs) = duplex(16);
    let mut ours = Impatient::new(ours, PATIENCE, Arc::default());
    let sent = timeout(FOR_EVER, ours.write_all(&[0; 64])).await.unwrap();
    assert_eq!(sent.unwrap_err().kind(), ErrorKind::TimedOut);
}

#[tokio::test]
async fn who_takes_an_answer_byte_by_byte_is_left_as_well() {
    let (ours, mut theirs) = duplex(16);
    let answer = async move {
        let mut ours = Impatient::new(ours, PATIENCE, Arc::default());
        timeout(FOR_EVER, ours.write_all(&[0; 1024])).await.unwrap()
    };
    let drip = async move {
        while theirs.read_u8().await.is_ok() {
            sleep(PATIENCE / 8).await;
        }
    };
    let (sent, ()) = join!(answer, drip);
    assert_eq!(sent.unwrap_err().kind(), ErrorKind::TimedOut);
}

#[tokio::test]
async fn each_answer_that_was_taken_whole_gives_the_next_its_own_time() {
    let (ours, mut theirs) = duplex(16);
    let mut ours = Impatient::new(ours, PATIENCE, Arc::default());
    for _ in 0..4 {
        let answer = async {
            ours.write_all(&[0; 32]).await.unwrap();
            ours.flush().await.unwrap();
        };
        let taken = async {
            sleep(PATIENCE / 3).await;
            theirs.read_exact(&mut [0; 32]).await.unwrap();
        };
        join!(answer, taken);
    }
}
