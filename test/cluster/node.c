/* A small server for the tests of clusters: one command a connection, on port 8080.
 *
 *   get              what was put, or "none"     put TEXT         keeps TEXT in the data folder
 *   args             the arguments, a line       env NAME         a variable's value
 *   peer IP          "yes" if its port answers   print COUNT      writes that many lines
 *   say TEXT         writes a line               die CODE         ends
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

static void end(int number) {
    (void)number;
    _exit(0);
}

static struct sockaddr_in place(const char* ip) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(8080)};
    inet_pton(AF_INET, ip, &address.sin_addr);
    return address;
}

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
        answer(line, reply, sizeof reply, count, words);
        if (write(client, reply, strlen(reply)) < 0) perror("write");
    }
    close(client);
}

int main(int count, char** words) {
    const char* ip = "0.0.0.0";
    int yes = 1, fd;
    setvbuf(stdout, NULL, _IOLBF, 0);
    signal(SIGTERM, end);
    signal(SIGPIPE, SIG_IGN);
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
    printf("listening\n");
    for (;;) {
        int client = accept(fd, NULL, NULL);
        if (client >= 0) serve(client, count, words);
    }
}
