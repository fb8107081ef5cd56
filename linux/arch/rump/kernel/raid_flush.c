// SPDX-License-Identifier: GPL-2.0
/*
 * A flush before a write, as arrays have to do it: every member has flushed before the write goes
 * to any of them, and what a member cannot flush is not passed over in silence.
 *
 * Linux 6.12's md_flush_request() only begins the flush of its members and lets the write follow
 * at once. A commit of a journal may then be on a disk before what it commits: after a power loss
 * the journal is damaged, and with it what fsync(2) had promised. The linker leads its callers, the
 * levels of arrays, here (--wrap).
 *
 * Context: md_flush_request() is called where an array takes a request, and may sleep for memory,
 * but not wait for members: what is submitted to them there is sent off when it has returned. The
 * rest runs at the end of their requests, and in a worker.
 */
#include <linux/bio.h>
#include <linux/blkdev.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/workqueue.h>
#include <../drivers/md/md.h>

struct flush {
	struct work_struct work;
	struct mddev *mddev;
	struct bio *bio;     /* what is to follow; empty if the flush is all */
	blk_status_t status; /* why it cannot follow */
	atomic_t left;	     /* members that are not done, and one for who asks them */
};

struct member {
	struct flush *flush;
	struct md_rdev *rdev;
};

static struct workqueue_struct *flushed_queue;

bool __wrap_md_flush_request(struct mddev *mddev, struct bio *bio);

/* The array is entered anew, so it must not be held here: whoever stops it would wait for us. */
static void send_write(struct mddev *mddev, struct bio *bio)
{
	percpu_ref_put(&mddev->active_io);
	bio->bi_opf &= ~REQ_PREFLUSH;
	if (!md_handle_request(mddev, bio))
		bio_io_error(bio);
}

static void all_flushed(struct work_struct *work)
{
	struct flush *flush = container_of(work, struct flush, work);
	struct mddev *mddev = flush->mddev;
	struct bio *bio = flush->bio;
	blk_status_t status = READ_ONCE(flush->status);

	kfree(flush);
	if (!status && bio_sectors(bio)) {
		send_write(mddev, bio);
		return;
	}
	if (status)
		bio->bi_status = status;
	bio_endio(bio);
	percpu_ref_put(&mddev->active_io);
}

static void one_is_done(struct flush *flush)
{
	if (atomic_dec_and_test(&flush->left))
		queue_work(flushed_queue, &flush->work);
}

/* A member that fails leaves the array, if the array can do without it. */
static void member_failed(struct member *member, blk_status_t status)
{
	struct mddev *mddev = member->flush->mddev;

	pr_err("md: %pg: flush failed: error %d\n", member->rdev->bdev,
	       blk_status_to_errno(status));
	md_error(mddev, member->rdev);
	if (!mddev->pers->sync_request || !test_bit(Faulty, &member->rdev->flags))
		WRITE_ONCE(member->flush->status, status);
}

static void member_flushed(struct bio *bio)
{
	struct member *member = bio->bi_private;
	struct flush *flush = member->flush;

	if (bio->bi_status && bio->bi_status != BLK_STS_NOTSUPP)
		member_failed(member, bio->bi_status);
	bio_put(bio);
	rdev_dec_pending(member->rdev, flush->mddev);
	kfree(member);
	one_is_done(flush);
}

static void flush_member(struct flush *flush, struct md_rdev *rdev)
{
	struct member *member = kmalloc(sizeof(*member), GFP_NOIO | __GFP_NOFAIL);
	struct bio *bio = bio_alloc_bioset(rdev->bdev, 0, REQ_OP_WRITE | REQ_PREFLUSH, GFP_NOIO,
					   &flush->mddev->bio_set);

	*member = (struct member){ .flush = flush, .rdev = rdev };
	bio->bi_private = member;
	bio->bi_end_io = member_flushed;
	atomic_inc(&flush->left);
	atomic_inc(&rdev->nr_pending);
	submit_bio(bio);
}

static struct flush *flush_begin(struct mddev *mddev, struct bio *bio)
{
	struct flush *flush = kmalloc(sizeof(*flush), GFP_NOIO | __GFP_NOFAIL);

	INIT_WORK(&flush->work, all_flushed);
	flush->mddev = mddev;
	flush->bio = bio;
	flush->status = BLK_STS_OK;
	atomic_set(&flush->left, 1);
	percpu_ref_get(&mddev->active_io);
	return flush;
}

/* As Linux has it: true if the array is not to do anything with the request itself. */
bool __wrap_md_flush_request(struct mddev *mddev, struct bio *bio)
{
	struct flush *flush = flush_begin(mddev, bio);
	struct md_rdev *rdev;

	/* The array is in use, so its list of members stays as it is. */
	rdev_for_each(rdev, mddev)
		if (rdev->raid_disk >= 0 && !test_bit(Faulty, &rdev->flags))
			flush_member(flush, rdev);
	one_is_done(flush);
	return true;
}

static int __init flushed_queue_init(void)
{
	flushed_queue = alloc_workqueue("md_flushed", WQ_MEM_RECLAIM | WQ_UNBOUND, 0);
	return flushed_queue ? 0 : -ENOMEM;
}
subsys_initcall(flushed_queue_init);
