/* A small server for the tests of clusters: one command a connection, on port 8080.
 *
 *   get              what was put, or "none"     put TEXT         keeps TEXT in the data folder
 *   args             the arguments, a line       env NAME         a variable's value
 *   peer IP          "yes" if its port answers   print COUNT      writes that many lines
 *   say TEXT         writes a line               die CODE         ends
 *   tell IP TEXT     sends it as a datagram      heard            the datagrams that came
 *   dial IP          opens a connection          echo TEXT        sends it over that one, and gives
 *   echoed           what came back since                         what came back, or "silence"
 *
 * Arguments: --data FOLDER, --bind IP, --fail CODE (says why, and ends at once). */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char* folder = "";
static int datagrams = -1;     /* what is told arrives here, on port 8081 */
static int dialled = -1;       /* the connection that stays */

static void end(int number) {
    (void)number;
    _exit(0);
}

static struct sockaddr_in place_at(const char* ip, int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
    inet_pton(AF_INET, ip, &address.sin_addr);
    return address;
}

static struct sockaddr_in place(const char* ip) { return place_at(ip, 8080); }

static int reaches(const char* ip) {
    struct sockaddr_in address = place(ip);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), error = 1;
    socklen_t size = sizeof error;
    struct pollfd watched = {.fd = fd, .events = POLLOUT};
    connect(fd, (struct sockaddr*)&address, sizeof address);
    if (poll(&watched, 1, 500) == 1) getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
    close(fd);
    return error == 0;
}

static int tell(const char* ip_and_text) {
    char ip[64];
    const char* text = strchr(ip_and_text, ' ');
    snprintf(ip, sizeof ip, "%.*s", (int)(text - ip_and_text), ip_and_text);
    struct sockaddr_in address = place_at(ip, 8081);
    return sendto(datagrams, text + 1, strlen(text + 1), 0, (struct sockaddr*)&address,
                  sizeof address) >= 0;
}

static void hear(char* reply, size_t size) {
    char text[256];
    for (ssize_t got; (got = recv(datagrams, text, sizeof text - 1, MSG_DONTWAIT)) >= 0;) {
        text[got] = '\0';
        if (strlen(reply) + strlen(text) + 2 < size) strcat(strcat(reply, text), " ");
    }
}

static int dial(const char* ip) {
    struct sockaddr_in address = place(ip);
    if (dialled >= 0) close(dialled);
    dialled = socket(AF_INET, SOCK_STREAM, 0);
    return connect(dialled, (struct sockaddr*)&address, sizeof address) == 0 &&
           write(dialled, "stay", 4) == 4;
}

/* What comes over the connection within a while, "silence", or why it broke. */
static void echoed(char* reply, size_t size, int milliseconds) {
    struct pollfd watched = {.fd = dialled, .events = POLLIN};
    ssize_t got = -1;
    snprintf(reply, size, "silence");
    if (poll(&watched, 1, milliseconds) != 1) return;
    got = read(dialled, reply, size - 1);
    if (got > 0)
        reply[got] = '\0';
    else
        snprintf(reply, size, got == 0 ? "closed" : "broken");
}

/* Gives back all that comes, in a process of its own, until the other end closes. */
static void stay(int client) {
    char text[256];
    if (fork() != 0) return;
    for (ssize_t got; (got = read(client, text, sizeof text)) > 0;)
        if (write(client, text, (size_t)got) < 0) break;
    _exit(0);
}

static void answer(char* line, char* reply, size_t size, int count, char** words) {
    char path[256];
    snprintf(path, sizeof path, "%s/state", folder);
    reply[0] = '\0';
    if (strcmp(line, "get") == 0) {
        FILE* file = fopen(path, "r");
        snprintf(reply, size, "none");
        if (file != NULL) {
            if (fgets(reply, (int)size, file) == NULL) reply[0] = '\0';
            fclose(file);
        }
    } else if (strncmp(line, "put ", 4) == 0) {
        FILE* file = fopen(path, "w");
        snprintf(reply, size, file != NULL ? "ok" : "failed");
        if (file != NULL) {
            fputs(line + 4, file);
            fclose(file);
        }
    } else if (strcmp(line, "args") == 0) {
        for (int i = 1; i < count; ++i) {
            strncat(reply, words[i], size - strlen(reply) - 2);
            strcat(reply, i + 1 < count ? " " : "");
        }
    } else if (strncmp(line, "env ", 4) == 0) {
        const char* value = getenv(line + 4);
        snprintf(reply, size, "%s", value != NULL ? value : "");
    } else if (strncmp(line, "peer ", 5) == 0) {
        snprintf(reply, size, reaches(line + 5) ? "yes" : "no");
    } else if (strncmp(line, "print ", 6) == 0) {
        for (int i = 1; i <= atoi(line + 6); ++i) printf("line %d\n", i);
        snprintf(reply, size, "ok");
    } else if (strncmp(line, "say ", 4) == 0) {
        printf("%s\n", line + 4);
        snprintf(reply, size, "ok");
    } else if (strncmp(line, "tell ", 5) == 0) {
        snprintf(reply, size, tell(line + 5) ? "ok" : "failed");
    } else if (strcmp(line, "heard") == 0) {
        hear(reply, size);
    } else if (strncmp(line, "dial ", 5) == 0) {
        snprintf(reply, size, dial(line + 5) ? "ok" : "failed");
    } else if (strncmp(line, "echo ", 5) == 0) {
        if (send(dialled, line + 5, strlen(line + 5), MSG_NOSIGNAL) < 0) perror("send");
        echoed(reply, size, 300);
    } else if (strcmp(line, "echoed") == 0) {
        echoed(reply, size, 100);
    } else if (strncmp(line, "die ", 4) == 0) {
        fprintf(stderr, "told to die\n");
        exit(atoi(line + 4));
    }
}

static void serve(int client, int count, char** words) {
    char line[512], reply[512];
    ssize_t got = read(client, line, sizeof line - 1);
    if (got > 0) {
        line[got] = '\0';
        line[strcspn(line, "\r\n")] = '\0';
        if (strcmp(line, "stay") == 0)
            stay(client);
        else
            answer(line, reply, sizeof reply, count, words);
        if (strcmp(line, "stay") != 0 && write(client, reply, strlen(reply)) < 0) perror("write");
    }
    close(client);
}

int main(int count, char** words) {
    const char* ip = "0.0.0.0";
    int yes = 1, fd;
    setvbuf(stdout, NULL, _IOLBF, 0);
    signal(SIGTERM, end);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGCHLD, SIG_IGN);
    for (int i = 1; i + 1 < count; ++i) {
        if (strcmp(words[i], "--data") == 0) folder = words[i + 1];
        if (strcmp(words[i], "--bind") == 0) ip = words[i + 1];
        if (strcmp(words[i], "--fail") == 0) {
            printf("cannot go on\ntoken=%s is wrong\n", getenv("TOKEN"));
            return atoi(words[i + 1]);
        }
    }
    struct sockaddr_in address = place(ip);
    fd = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(fd, (struct sockaddr*)&address, sizeof address) != 0 || listen(fd, 16) != 0) {
        perror("bind");
        return 1;
    }
    address = place_at(ip, 8081);
    datagrams = socket(AF_INET, SOCK_DGRAM, 0);
    if (bind(datagrams, (struct sockaddr*)&address, sizeof address) != 0) perror("bind");
    printf("listening\n");
    for (;;) {
        int client = accept(fd, NULL, NULL);
        if (client >= 0) serve(client, count, words);
    }
}
