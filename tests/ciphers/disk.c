// SPDX-License-Identifier: GPL-2.0
/*
 * An encrypted disk (dm-crypt) that is read in softirqs, while another program computes with
 * vector registers: what is read is right, what is on the disk is what the cipher says, and the
 * registers are whole.
 */
#include "../programs/tap.h"

#include "ciphers.h"

#include <fcntl.h>
#include <linux/dm-ioctl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#define SECTOR 512
#define SECTORS 4096
#define BLOCK (64 * SECTOR)
#define ROUNDS 4
#define KEY_SIZE 64

static const char key_text[] = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
			       "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f";

struct mapper_request {
	struct dm_ioctl header;
	struct dm_target_spec target;
	char parameters[512];
};

static void mapper(int control, unsigned long command, struct mapper_request *request)
{
	request->header.version[0] = DM_VERSION_MAJOR;
	request->header.data_size = sizeof(*request);
	request->header.data_start = sizeof(request->header);
	strcpy(request->header.name, "secret");
	require(ioctl(control, command, request) == 0);
}

static void open_mapper(const char *disk)
{
	struct mapper_request request = { 0 };
	int control = open("/dev/mapper/control", O_RDWR);

	require(control >= 0);
	mapper(control, DM_DEV_CREATE, &request);
	request = (struct mapper_request){ 0 };
	request.header.target_count = 1;
	request.target.length = SECTORS;
	strcpy(request.target.target_type, "crypt");
	snprintf(request.parameters, sizeof(request.parameters),
		 "aes-xts-plain64 %s 0 %s 0 2 no_read_workqueue no_write_workqueue", key_text,
		 disk);
	mapper(control, DM_TABLE_LOAD, &request);
	request = (struct mapper_request){ 0 };
	mapper(control, DM_DEV_SUSPEND, &request);
	close(control);
}

/* One of the words in /proc/softirqs' line for tasklets, which dm-crypt defers its work to. */
static unsigned long softirqs_run(void)
{
	FILE *file = fopen("/proc/softirqs", "re");
	unsigned long count = 0;
	char line[256];

	require(file != NULL);
	while (fgets(line, sizeof(line), file))
		sscanf(line, " TASKLET: %lu", &count);
	fclose(file);
	return count;
}

static void expected_block(unsigned char *block, unsigned int number)
{
	uint64_t state = number + 1;

	for (size_t i = 0; i < BLOCK; i++) {
		state = state * 6364136223846793005 + 1442695040888963407;
		block[i] = (unsigned char)(state >> 56);
	}
}

static int computing(void *page)
{
	volatile int *stop = page;
	int checks = 0;

	registers_prepare((uint64_t)getpid());
	while (!*stop) {
		if (!registers_across_work())
			return 1;
		checks++;
	}
	return checks > 10 ? 0 : 2;
}

static int read_all(int file, unsigned char *block, unsigned char *wanted)
{
	for (unsigned int i = 0; i < SECTORS * SECTOR / BLOCK; i++) {
		expected_block(wanted, i);
		if (pread(file, block, BLOCK, (off_t)i * BLOCK) != BLOCK ||
		    memcmp(block, wanted, BLOCK))
			return 0;
	}
	return 1;
}

/* The disk itself, against the plain C cipher: sector 0's and the last one's IV among them. */
static int disk_has_cipher(const char *disk, unsigned char *block, unsigned char *wanted)
{
	unsigned char key[KEY_SIZE], iv[16], out[SECTOR];
	int raw = open(disk, O_RDONLY | O_DIRECT), operation, same = 1;

	for (size_t i = 0; i < sizeof(key); i++)
		key[i] = (unsigned char)i;
	operation = algorithm_open("skcipher", "xts(ecb(aes-generic))", key, sizeof(key));
	require(raw >= 0 && operation >= 0);
	for (uint64_t sector = 0; sector < SECTORS && same; sector += 4095) {
		off_t start = (off_t)(sector * SECTOR / BLOCK * BLOCK);
		size_t within = sector * SECTOR % BLOCK;

		memset(iv, 0, sizeof(iv));
		memcpy(iv, &sector, sizeof(sector));
		expected_block(wanted, (unsigned int)(start / BLOCK));
		algorithm_cipher(operation, 1, iv, wanted + within, out, SECTOR);
		require(pread(raw, block, BLOCK, start) == BLOCK);
		same = !memcmp(block + within, out, SECTOR);
	}
	close(raw);
	close(operation);
	return same;
}

int test_disk(const char *disk)
{
	unsigned char *memory =
		mmap(NULL, 3 * BLOCK, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	unsigned char *block = memory, *wanted = memory + BLOCK;
	volatile int *stop = (int *)(memory + 2 * BLOCK);
	unsigned long before;
	int file, right = 1;
	pid_t pid;

	require(memory != MAP_FAILED);
	open_mapper(disk);
	file = open("/dev/dm-0", O_RDWR | O_DIRECT);
	require(file >= 0);
	pid = fork();
	require(pid >= 0);
	if (!pid)
		_exit(computing((void *)(uintptr_t)stop));
	for (unsigned int i = 0; i < SECTORS * SECTOR / BLOCK; i++) {
		expected_block(block, i);
		require(pwrite(file, block, BLOCK, (off_t)i * BLOCK) == BLOCK);
	}
	before = softirqs_run();
	for (int round = 0; round < ROUNDS && right; round++)
		right = read_all(file, block, wanted);
	check(right, "an encrypted disk gives back what was written");
	check(softirqs_run() > before, "it was decrypted in softirqs");
	sleep_ms(200);
	*stop = 1;
	check(status_of(pid) == 0, "a program's registers are whole meanwhile");
	check(disk_has_cipher(disk, block, wanted), "the disk has AES-XTS as plain C computes it");
	close(file);
	return finish();
}
