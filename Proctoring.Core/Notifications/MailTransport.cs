using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Proctoring.Core.Notifications;

/// <summary>Sends plain messages through the configured mail server. All channels share its few connections.</summary>
internal sealed class MailTransport(IOptions<ProctoringOptions> options, TimeProvider time) : IDisposable
{
    /// <summary>The connections at the same time. Exchange Online refuses the fourth one of a mailbox.</summary>
    public const int MostConnections = 3;

    static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(20);

    /// <summary>How long a message waits for a connection. With <see cref="AnswersWithin"/> it stays far below the lease of an
    /// attempt.</summary>
    static readonly TimeSpan WaitsFor = TimeSpan.FromSeconds(15);

    readonly SemaphoreSlim connections = new(MostConnections);

    MailOptions Settings => options.Value.Mail;

    /// <summary>Sends one message once.</summary>
    /// <param name="address">The recipient's address.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="text">The text, lines separated by "\n".</param>
    /// <param name="id">Repeated attempts have the same id, so that mail programs can recognise them.</param>
    /// <param name="cancellation">Stops the attempt.</param>
    public async Task<DeliveryResult> SendAsync(string address, string subject, string text, Guid id, CancellationToken cancellation)
    {
        if (!Settings.IsSet)
            return new DeliveryResult(false, null, "There is no mail server: set Proctoring:Mail", Final: true);
        if (!MailboxAddress.TryParse(address, out var recipient))
            return new DeliveryResult(false, null, "The email address is not valid", Final: true);
        using var message = MessageTo(recipient, subject, text, id);
        if (!await IsNextAsync(cancellation).ConfigureAwait(false))
            return new DeliveryResult(false, null, "The connections to the mail server are in use; the message is sent after the others")
            {
                NotBefore = time.GetUtcNow().UtcDateTime,
            };
        try
        {
            return await SendAsync(message, cancellation).ConfigureAwait(false);
        }
        finally
        {
            connections.Release();
        }
    }

    public void Dispose() => connections.Dispose();

    /// <summary>Waits for one of the connections; false if the others need them for too long.</summary>
    async Task<bool> IsNextAsync(CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(WaitsFor, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            await connections.WaitAsync(both.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    async Task<DeliveryResult> SendAsync(MimeMessage message, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(AnswersWithin, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            await DeliverAsync(message, both.Token).ConfigureAwait(false);
            return new DeliveryResult(true, null, null);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new DeliveryResult(false, null, $"The mail server did not answer within {AnswersWithin.TotalSeconds:0} seconds");
        }
        catch (SmtpCommandException cause)
        {
            // The server's own words may contain the recipient's address, which is not stored in the log of deliveries.
            var status = (int)cause.StatusCode;
            return new DeliveryResult(false, status, $"The mail server refused the message ({status})", Final: IsRefused(cause));
        }
        catch (Exception cause) when (Explain(cause) is { } sentence)
        {
            return new DeliveryResult(false, null, sentence);
        }
    }

    /// <summary>Whether the server will never accept this recipient. Other permanent errors, such as a wrong sender, are the operator's to
    /// repair, and the next attempts succeed afterwards.</summary>
    static bool IsRefused(SmtpCommandException cause) =>
        cause is { ErrorCode: SmtpErrorCode.RecipientNotAccepted, StatusCode: >= SmtpStatusCode.MailboxUnavailable };

    static string? Explain(Exception cause) =>
        cause switch
        {
            AuthenticationException or ServiceNotAuthenticatedException =>
                "The mail server did not accept the user name and password of Proctoring:Mail, or it needs them",
            SslHandshakeException => "The encrypted connection failed: check Proctoring:Mail:Security and the mail server's certificate",
            NotSupportedException =>
                "The mail server offers no encryption, or no sign-in, on this port: check Proctoring:Mail:Security, Port and UserName",
            SocketException => "The mail server cannot be reached: check Proctoring:Mail:Host and Port",
            ProtocolException or IOException or ServiceNotConnectedException => "The connection to the mail server broke",
            _ => null,
        };

    MimeMessage MessageTo(MailboxAddress recipient, string subject, string text, Guid id)
    {
        var sender = MailboxAddress.Parse(Settings.From);
        if (string.IsNullOrEmpty(sender.Name))
            sender.Name = "JobGenie Proctoring";
        return new MimeMessage
        {
            From = { sender },
            To = { recipient },
            Subject = subject,
            Date = time.GetUtcNow(),
            MessageId = $"{id:N}@{sender.Domain}",
            Body = new TextPart("plain") { Text = text },
            // Mail programs send no automatic replies to such messages.
            Headers = { { HeaderId.AutoSubmitted, "auto-generated" } },
        };
    }

    async Task DeliverAsync(MimeMessage message, CancellationToken cancellation)
    {
        using var client = new SmtpClient();
        await client.ConnectAsync(Settings.Host, Settings.Port, Encryption, cancellation).ConfigureAwait(false);
        if (Settings.UserName.Length > 0)
            await client.AuthenticateAsync(Settings.UserName, Settings.Password, cancellation).ConfigureAwait(false);
        await client.SendAsync(message, cancellation).ConfigureAwait(false);
        await client.DisconnectAsync(true, cancellation).ConfigureAwait(false);
    }

    SecureSocketOptions Encryption =>
        Settings.Security switch
        {
            MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
            MailSecurity.None => SecureSocketOptions.None,
            _ => SecureSocketOptions.StartTls,
        };
}
