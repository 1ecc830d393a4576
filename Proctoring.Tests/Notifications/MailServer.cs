using System.Buffers;
using System.Net;
using System.Net.Sockets;
using MimeKit;
using SmtpServer;
using SmtpServer.ComponentModel;
using SmtpServer.Mail;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace Proctoring.Tests.Notifications;

/// <summary>A mail server on a free port of this machine.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    readonly CancellationTokenSource stop = new();
    readonly Mailbox mailbox = new();
    readonly Task running;

    MailServer(int port, bool demandsSignIn)
    {
        Port = port;
        var services = new ServiceProvider();
        services.Add((IMessageStore)mailbox);
        services.Add((IMailboxFilter)mailbox);
        var options = new SmtpServerOptionsBuilder()
            .ServerName("localhost")
            .Endpoint(endpoint => endpoint.Endpoint(new IPEndPoint(IPAddress.Loopback, port)).AuthenticationRequired(demandsSignIn))
            .Build();
        running = new SmtpServer.SmtpServer(options, services).StartAsync(stop.Token);
    }

    public int Port { get; }

    /// <summary>The messages that the server accepted.</summary>
    public IReadOnlyList<MimeMessage> Received
    {
        get
        {
            lock (mailbox.Received)
                return [.. mailbox.Received];
        }
    }

    /// <summary>Starts a server, on a port that an earlier one used or on a free one.</summary>
    public static MailServer Start(int? port = null, bool demandsSignIn = false) => new(port ?? FreePort(), demandsSignIn);

    /// <summary>A port on which nothing listens.</summary>
    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>Accepts no messages to an address.</summary>
    public void Refuse(string address) => mailbox.Refused = address;

    /// <summary>Keeps the connections of new messages busy until <see cref="Release"/>.</summary>
    public void Hold() => mailbox.Held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => mailbox.Held!.SetResult();

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        stop.Dispose();
    }

    sealed class Mailbox : IMessageStore, IMailboxFilter
    {
        public List<MimeMessage> Received { get; } = [];

        public string? Refused { get; set; }

        public TaskCompletionSource? Held { get; set; }

        public async Task<SmtpResponse> SaveAsync(
            ISessionContext context,
            IMessageTransaction transaction,
            ReadOnlySequence<byte> buffer,
            CancellationToken cancellationToken
        )
        {
            using var bytes = new MemoryStream(buffer.ToArray());
            var message = MimeMessage.Load(bytes, CancellationToken.None);
            if (Held is { } held)
                await held.Task;
            lock (Received)
                Received.Add(message);
            return SmtpResponse.Ok;
        }

        public Task<bool> CanAcceptFromAsync(ISessionContext context, IMailbox from, int size, CancellationToken cancellationToken) =>
            Task.FromResult(true);

        public Task<bool> CanDeliverToAsync(ISessionContext context, IMailbox to, IMailbox from, CancellationToken cancellationToken) =>
            Task.FromResult($"{to.User}@{to.Host}" != Refused);
    }
}
