// SPDX-License-Identifier: GPL-2.0
/* System V shared memory, semaphores and messages; POSIX message queues and shared memory. */
#include "tap.h"

#include <fcntl.h>
#include <mqueue.h>
#include <semaphore.h>
#include <stdint.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>

static void check_shared_memory(void)
{
	int id = shmget(IPC_PRIVATE, 100000, IPC_CREAT | 0600);
	struct shmid_ds state = { 0 };
	char *here, *again;
	pid_t pid;

	require(id >= 0);
	here = shmat(id, NULL, 0);
	again = shmat(id, NULL, SHM_RDONLY);
	check(here != (char *)-1 && again != (char *)-1 && here != again, "attached twice");
	pid = fork();
	if (pid == 0) {
		here[99999] = 'c';
		_exit(0);
	}
	status_of(pid);
	check(again[99999] == 'c', "a child writes, the parent sees it");
	check(writing(again) == -SIGSEGV, "a read-only attachment is not writable");
	check(shmctl(id, IPC_STAT, &state) == 0 && state.shm_segsz == 100000 &&
		      state.shm_nattch == 2 && state.shm_cpid == getpid() &&
		      (state.shm_perm.mode & 0777) == 0600,
	      "its state");
	check(shmctl(id, IPC_RMID, NULL) == 0 && here[99999] == 'c',
	      "removed, it lives as long as used");
	check(shmdt(here) == 0 && shmdt(again) == 0, "detached");
	check_errno(shmdt(here), EINVAL, "detached twice");
	check_errno(shmat(id, NULL, 0), EINVAL, "gone");
	check_errno(shmget(IPC_PRIVATE, 0, IPC_CREAT), EINVAL, "no size");
}

union semaphore_argument {
	int value;
	struct semid_ds *state;
	unsigned short *values;
};

static void check_semaphores(void)
{
	int id = semget(IPC_PRIVATE, 3, IPC_CREAT | 0600);
	struct sembuf take = { 1, -2, 0 }, give = { 1, 1, 0 }, try = { 1, -1, IPC_NOWAIT };
	struct sembuf undo = { 2, 5, SEM_UNDO }, wrong = { 9, 1, 0 };
	struct timespec soon = { 0, 20000000 };
	unsigned short values[3] = { 1, 0, 0 };
	pid_t pid;

	require(id >= 0);
	check(semctl(id, 0, SETALL, (union semaphore_argument){ .values = values }) == 0 &&
		      semctl(id, 0, GETVAL) == 1,
	      "values are set");
	check_errno(semop(id, &try, 1), EAGAIN, "IPC_NOWAIT does not wait");
	check_errno(semtimedop(id, &take, 1, &soon), EAGAIN, "a wait ends");
	pid = fork();
	if (pid == 0)
		_exit(semop(id, &take, 1) != 0);
	check(semop(id, &give, 1) == 0 && semop(id, &give, 1) == 0 && status_of(pid) == 0,
	      "two are given, a child takes both");
	pid = fork();
	if (pid == 0)
		_exit(semop(id, &undo, 1) != 0 || semctl(id, 2, GETVAL) != 5);
	check(status_of(pid) == 0 && semctl(id, 2, GETVAL) == 0, "SEM_UNDO undoes at exit");
	check_errno(semop(id, &wrong, 1), EFBIG, "no such semaphore");
	check(semctl(id, 0, IPC_RMID) == 0, "removed");
	check_errno(semctl(id, 0, GETVAL), EINVAL, "gone");
}

struct text_message {
	long type;
	char text[16];
};

static void check_messages(void)
{
	int id = msgget(IPC_PRIVATE, IPC_CREAT | 0600);
	struct text_message message = { 2, "second" };
	struct msqid_ds state = { 0 };
	pid_t pid;

	require(id >= 0);
	check(msgsnd(id, &message, 7, 0) == 0, "a message is sent");
	message = (struct text_message){ 1, "first" };
	require(msgsnd(id, &message, 6, 0) == 0);
	check(msgctl(id, IPC_STAT, &state) == 0 && state.msg_qnum == 2 &&
		      state.msg_lspid == getpid(),
	      "two wait");
	check(msgrcv(id, &message, 16, 1, 0) == 6 && !strcmp(message.text, "first"),
	      "one by its type");
	check_errno(msgrcv(id, &message, 2, 0, 0), E2BIG, "no room for it");
	check(msgrcv(id, &message, 2, 0, MSG_NOERROR) == 2 && message.type == 2, "cut");
	check_errno(msgrcv(id, &message, 16, 0, IPC_NOWAIT), ENOMSG, "no more");
	pid = fork();
	if (pid == 0)
		_exit(msgrcv(id, &message, 16, 7, 0) != 4 || message.text[0] != 'x');
	message = (struct text_message){ 7, "xyz" };
	check(msgsnd(id, &message, 4, 0) == 0 && status_of(pid) == 0, "a child waits for one");
	message.type = 0;
	check_errno(msgsnd(id, &message, 4, 0), EINVAL, "type 0");
	check(msgctl(id, IPC_RMID, NULL) == 0, "removed");
}

static void check_queue(void)
{
	struct mq_attr attributes = { .mq_maxmsg = 4, .mq_msgsize = 32 };
	struct timespec past = { 1, 0 };
	unsigned int priority = 0;
	char text[32] = "";
	mqd_t queue;
	pid_t pid;

	mq_unlink("/rumproast-test");
	queue = mq_open("/rumproast-test", O_RDWR | O_CREAT | O_EXCL, 0600, &attributes);
	check(queue != (mqd_t)-1, "a queue is made");
	check(mq_send(queue, "low", 4, 1) == 0 && mq_send(queue, "high", 5, 9) == 0,
	      "two are sent");
	check(mq_receive(queue, text, 32, &priority) == 5 && priority == 9 && !strcmp(text, "high"),
	      "the more important one comes first");
	check(mq_getattr(queue, &attributes) == 0 && attributes.mq_curmsgs == 1 &&
		      attributes.mq_maxmsg == 4,
	      "its state");
	check_errno(mq_receive(queue, text, 8, NULL), EMSGSIZE, "too little room");
	require(mq_receive(queue, text, 32, NULL) == 4);
	check_errno(mq_timedreceive(queue, text, 32, NULL, &past), ETIMEDOUT, "a wait ends");
	pid = fork();
	if (pid == 0)
		_exit(mq_receive(queue, text, 32, NULL) != 6);
	check(mq_send(queue, "child", 6, 0) == 0 && status_of(pid) == 0, "a child waits for one");
	check(mq_unlink("/rumproast-test") == 0 && mq_close(queue) == 0, "removed");
	check_errno(mq_open("/rumproast-test", O_RDWR), ENOENT, "gone");
}

static void check_posix_memory(void)
{
	int file = shm_open("/rumproast-test", O_RDWR | O_CREAT, 0600);
	sem_t *semaphore;
	pid_t pid;

	require(file >= 0 && ftruncate(file, 4096) == 0);
	semaphore = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	check(semaphore != MAP_FAILED, "POSIX shared memory is mapped");
	require(sem_init(semaphore, 1, 0) == 0);
	pid = fork();
	if (pid == 0)
		_exit(sem_wait(semaphore) != 0);
	check(sem_post(semaphore) == 0 && status_of(pid) == 0,
	      "a semaphore in it works across processes");
	check(shm_unlink("/rumproast-test") == 0, "removed");
}

int main(void)
{
	alarm(60);
	check_shared_memory();
	check_semaphores();
	check_messages();
	check_queue();
	check_posix_memory();
	return finish();
}
