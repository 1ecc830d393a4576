using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Localization;
using Proctoring.Core.Notifications;
using Proctoring.Core.Storage.Outbox;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Notifications;

/// <summary>Tests the messages to staff with a mail server.</summary>
public sealed class MailTests
{
    static readonly string[] Flags = [OutboxEventTypes.Flagged];

    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_high_flag_is_sent_at_once_and_later_ones_together(DatabaseKind kind)
    {
        await using var server = MailServer.Start();
        await using var host = await HostAsync(kind, server.Port);
        var reader = await HireAsync(host, "Rita");
        Assert.True(await host.Get<MailSubscriptions>().AddAsync(reader, null, Flags, false, Cancellation));
        var session = await SitAsync(host, "Anatomy");

        var first = await FlagAsync(host, session, "Phone seen");
        await FlagAsync(host, session, "Noise", Severity.Medium);
        await RunAsync(host);
        var message = Assert.Single(server.Received);
        Assert.Equal("High flag: Phone seen in Anatomy", message.Subject);
        Assert.Equal("rita@example.org", message.To.Mailboxes.Single().Address);
        Assert.Contains($"https://proctoring.example/review/sessions/{session}?flag={first}", message.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain("student-7", message.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Maya", message.ToString(), StringComparison.Ordinal);

        await FlagAsync(host, session, "Another person");
        await FlagAsync(host, session, "Book seen");
        await RunAsync(host);
        Assert.Single(server.Received);
        host.Clock.Advance(TimeSpan.FromMinutes(5));
        await RunAsync(host);
        Assert.Equal("2 High flags in Anatomy", server.Received[1].Subject);
        Assert.Equal(2, server.Received.Count);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_day_comes_in_one_message(DatabaseKind kind)
    {
        await using var server = MailServer.Start();
        await using var host = await HostAsync(kind, server.Port);
        var reader = await HireAsync(host, "Rita");
        var session = await SitAsync(host, "Anatomy");
        Assert.True(await host.Get<MailSubscriptions>().AddAsync(reader, "Anatomy", [.. OutboxEventTypes.All], true, Cancellation));
        foreach (var flagged in new[] { session, await SitAsync(host, "Chemistry"), await SitAsync(host, "Anatomy") })
            await FlagAsync(host, flagged, "Phone seen");

        await RunAsync(host);
        Assert.Empty(server.Received);
        host.Clock.Advance(host.Now.Date.AddDays(1).AddHours(6) - host.Now);
        await RunAsync(host);

        var message = Assert.Single(server.Received);
        Assert.Equal("2 High flags in Anatomy", message.Subject);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task No_one_is_told_of_sessions_that_they_may_not_see(DatabaseKind kind)
    {
        await using var server = MailServer.Start();
        await using var host = await HostAsync(kind, server.Port);
        var (inside, outside, left) = (await HireAsync(host, "Ina"), await HireAsync(host, "Otto"), await HireAsync(host, "Lea"));
        foreach (var person in new[] { inside, outside, left })
            Assert.True(await host.Get<MailSubscriptions>().AddAsync(person, null, Flags, false, Cancellation));
        var session = await SitAsync(host, "Anatomy");
        await using (var db = host.OpenDatabase())
        {
            db.ExamReviewers.Add(new ExamReviewer { ExamName = "Anatomy", UserId = inside.UserId!.Value });
            db.ExamReviewers.Add(new ExamReviewer { ExamName = "Anatomy", UserId = left.UserId!.Value });
            await db.SaveChangesAsync(Cancellation);
        }

        await FlagAsync(host, session, "Phone seen");
        await host.Get<OutboxDispatcher>().RunAsync(Cancellation);
        // Between the event and the message, the account is switched off.
        await using (var db = host.OpenDatabase())
        {
            (await db.Users.SingleAsync(row => row.Id == left.UserId, Cancellation)).DisabledAt = host.Now;
            await db.SaveChangesAsync(Cancellation);
        }

        await host.Get<OutboxSender>().RunAsync(Cancellation);

        Assert.Equal("ina@example.org", Assert.Single(server.Received).To.Mailboxes.Single().Address);
        Assert.False(await host.Get<MailSubscriptions>().AddAsync(outside, "Anatomy", Flags, false, Cancellation));
        await using var after = host.OpenDatabase();
        Assert.Equal(
            ["The account was switched off"],
            await after.OutboxDeliveries.Where(row => row.GivenUpAt != null).Select(row => row.LastError).ToListAsync(Cancellation)
        );
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_message_waits_for_a_server_that_is_away_or_silent(DatabaseKind kind)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;
        await using var host = await HostAsync(kind, port);
        var reader = await HireAsync(host, "Rita");
        await host.Get<MailSubscriptions>().AddAsync(reader, null, Flags, false, Cancellation);
        await FlagAsync(host, await SitAsync(host, "Anatomy"), "Phone seen");

        var attempt = RunAsync(host);
        var connected = silent.AcceptTcpClientAsync(Cancellation).AsTask();
        Assert.Same(connected, await Task.WhenAny(connected, attempt));
        using (await connected)
        {
            // The server answers nothing.
            host.Clock.Advance(TimeSpan.FromSeconds(21));
            await attempt;
        }

        silent.Stop();
        Assert.Equal("The mail server did not answer within 20 seconds", await LastErrorAsync(host));
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await RunAsync(host);
        Assert.Equal("The mail server cannot be reached: check Proctoring:Mail:Host and Port", await LastErrorAsync(host));
        await using var server = MailServer.Start(port);
        host.Clock.Advance(TimeSpan.FromMinutes(2));
        await RunAsync(host);

        Assert.Single(server.Received);
        Assert.Null(await LastErrorAsync(host));
    }

    [Fact]
    public async Task All_channels_share_a_few_connections()
    {
        await using var server = MailServer.Start();
        await using var host = await HostAsync(DatabaseKind.Sqlite, server.Port);
        server.Hold();
        List<Task<DeliveryResult>> sending = [.. Enumerable.Range(0, 8).Select(_ => SendAsync())];

        host.Clock.Advance(TimeSpan.FromSeconds(16));
        List<DeliveryResult> later = [];
        while (later.Count < 8 - MailTransport.MostConnections)
        {
            var done = await Task.WhenAny(sending).WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
            sending.Remove(done);
            later.Add(await done);
        }

        server.Release();

        // The others are no failed attempts.
        Assert.All(later, result => Assert.Equal((false, false, (DateTime?)host.Now), (result.Delivered, result.Final, result.NotBefore)));
        Assert.All(await Task.WhenAll(sending), result => Assert.True(result.Delivered));
        Assert.True((await SendAsync()).Delivered);
        Assert.Equal(MailTransport.MostConnections + 1, server.Received.Count);

        Task<DeliveryResult> SendAsync() =>
            host.Get<MailTransport>().SendAsync("ada@example.org", "Subject", "Text\n", Guid.NewGuid(), Cancellation);
    }

    [Fact]
    public async Task A_message_is_in_the_language_in_which_the_person_asked_for_it()
    {
        await using var server = MailServer.Start();
        await using var host = await CoreHost.CreateAsync(
            DatabaseKind.Sqlite,
            [.. Settings(server.Port), ("Proctoring:Branding:Language", "fr")]
        );
        var mail = host.Get<MailSubscriptions>();
        var (greta, old) = (await HireAsync(host, "Greta"), await HireAsync(host, "Olive"));
        using (Language.Find("de")!.Use())
        {
            Assert.True(await mail.AddAsync(greta, null, [OutboxEventTypes.Flagged, OutboxEventTypes.Degraded], true, Cancellation));
            Assert.Null(await mail.TestAsync(greta, Cancellation));
        }

        Assert.True(await mail.AddAsync(old, null, Flags, true, Cancellation));
        await using (var db = host.OpenDatabase())
            await db
                .MailSubscriptions.Where(row => row.UserId == old.UserId)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.Language, (string?)null), Cancellation);
        var session = await SitAsync(host, "Anatomy");
        await FlagAsync(host, session, "Left the page", type: "tab_switch");
        await FlagAsync(host, session, "Monitoring was interrupted", Severity.Low, "monitoring_degraded");

        await RunAsync(host);
        host.Clock.Advance(TimeSpan.FromDays(1));
        await RunAsync(host);

        string? Of(string address, int at) =>
            server.Received.Where(message => message.To.Mailboxes.Single().Address == address).ElementAt(at).Subject;
        Assert.Equal("Testnachricht von JobGenie Proctoring", Of("greta@example.org", 0));
        Assert.Equal("2 Ereignisse (1 „hoch“) in Anatomy", Of("greta@example.org", 1));
        Assert.StartsWith("Signalement de gravité élevée", Of("olive@example.org", 0), StringComparison.Ordinal);
        var text = server.Received.Single(message => message.Subject == Of("greta@example.org", 1)).TextBody;
        Assert.Contains("Überwachung unterbrochen", text, StringComparison.Ordinal);
        Assert.Contains("Eine Meldung ist kein Beweis", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Left the page", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recipient_that_the_server_refuses_is_not_tried_again()
    {
        await using var server = MailServer.Start();
        server.Refuse("rita@example.org");
        await using var host = await HostAsync(DatabaseKind.Sqlite, server.Port);
        var reader = await HireAsync(host, "Rita");
        await host.Get<MailSubscriptions>().AddAsync(reader, null, Flags, false, Cancellation);
        await FlagAsync(host, await SitAsync(host, "Anatomy"), "Phone seen");

        await RunAsync(host);

        await using var db = host.OpenDatabase();
        var delivery = await db.OutboxDeliveries.SingleAsync(Cancellation);
        Assert.NotNull(delivery.GivenUpAt);
        Assert.Equal("The mail server refused the message (550)", delivery.LastError);
    }

    [Fact]
    public async Task A_server_that_demands_a_sign_in_is_explained_and_not_tried_without_end()
    {
        await using var server = MailServer.Start(demandsSignIn: true);
        await using var host = await HostAsync(DatabaseKind.Sqlite, server.Port);
        var reader = await HireAsync(host, "Rita");
        await host.Get<MailSubscriptions>().AddAsync(reader, null, Flags, false, Cancellation);
        await FlagAsync(host, await SitAsync(host, "Anatomy"), "Phone seen");

        await RunAsync(host);

        Assert.Contains("or it needs them", await LastErrorAsync(host), StringComparison.Ordinal);
        Assert.Contains("or it needs them", await host.Get<MailSubscriptions>().TestAsync(reader, Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_encryption_receives_no_password()
    {
        await using var server = MailServer.Start();
        await using var host = await CoreHost.CreateAsync(
            DatabaseKind.Sqlite,
            [.. Settings(server.Port).Where(row => !row.Key.EndsWith("Security", StringComparison.Ordinal))]
        );

        Assert.Contains(
            "offers no encryption",
            await host.Get<MailSubscriptions>().TestAsync(await HireAsync(host, "Rita"), Cancellation),
            StringComparison.Ordinal
        );
        Assert.Empty(server.Received);
    }

    [Fact]
    public async Task The_account_page_stores_tests_and_removes()
    {
        await using var server = MailServer.Start();
        await using var app = AppServer.Start([
            .. Settings(server.Port).Where(row => !row.Key.EndsWith("PublicAddress", StringComparison.Ordinal)),
        ]);
        var user = await app.CreateStaffAsync("Rita", StaffRoles.Reviewer);
        using var client = await app.SignInAsync(user);

        await client.PostFormAsync("/account", "test-mail", []);
        Assert.Equal("Test message of JobGenie Proctoring", Assert.Single(server.Received).Subject);
        var nothing = await client.PostFormAsync("/account", "add-mail", new() { ["MailExam"] = "", ["MailDaily"] = "true" });
        Assert.Contains("Choose at least one event", await nothing.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        await client.PostFormAsync(
            "/account",
            "add-mail",
            new()
            {
                ["MailExam"] = "",
                ["MailEvents"] = "exam.flagged",
                ["MailDaily"] = "true",
            }
        );
        var page = await client.GetStringAsync(new Uri("/account?said=mail-added", UriKind.Relative), Cancellation);
        Assert.Contains("a High flag · once a day at 06:00 UTC · English", WebUtility.HtmlDecode(page), StringComparison.Ordinal);

        var viewer = await app.ViewerAsync(user);
        var row = Assert.Single(await app.Get<MailSubscriptions>().ListAsync(viewer, Cancellation));
        await client.PostFormAsync("/account", $"remove-mail-{row.Id}", []);
        Assert.Empty(await app.Get<MailSubscriptions>().ListAsync(viewer, Cancellation));
    }

    static (string Key, string Value)[] Settings(int port) =>
        [
            ("Proctoring:Mail:Host", "127.0.0.1"),
            ("Proctoring:Mail:Port", port.ToString(CultureInfo.InvariantCulture)),
            ("Proctoring:Mail:Security", "None"),
            ("Proctoring:Mail:From", "proctoring@example.org"),
            ("Proctoring:Api:PublicAddress", "https://proctoring.example"),
        ];

    static Task<CoreHost> HostAsync(DatabaseKind kind, int port) => CoreHost.CreateAsync(kind, Settings(port));

    static async Task<StaffViewer> HireAsync(CoreHost host, string name)
    {
        await using var db = host.OpenDatabase();
        var viewer = await db.HireAsync(name, StaffRoles.Reviewer);
        (await db.Users.SingleAsync(row => row.Id == viewer.UserId, Cancellation)).Email = $"{name.ToLowerInvariant()}@example.org";
        await db.SaveChangesAsync(Cancellation);
        return viewer;
    }

    static async Task<Guid> SitAsync(CoreHost host, string exam)
    {
        await using var db = host.OpenDatabase();
        return (await db.SitAsync("student-7", exam: exam, name: "Maya")).Id;
    }

    static async Task<Guid> FlagAsync(
        CoreHost host,
        Guid session,
        string title,
        Severity severity = Severity.High,
        string type = "phone_seen"
    )
    {
        await using var db = host.OpenDatabase();
        var flag = new ProctoringViolation
        {
            Id = Guid.CreateVersion7(),
            SessionId = session,
            Type = type,
            Title = title,
            Severity = severity,
            BeganAt = host.Now,
        };
        db.Add(flag);
        await db.SaveChangesAsync(Cancellation);
        return flag.Id;
    }

    static async Task<string?> LastErrorAsync(CoreHost host)
    {
        await using var db = host.OpenDatabase();
        return (await db.OutboxDeliveries.AsNoTracking().SingleAsync(Cancellation)).LastError;
    }

    static async Task RunAsync(CoreHost host)
    {
        await host.Get<OutboxDispatcher>().RunAsync(Cancellation);
        await host.Get<OutboxSender>().RunAsync(Cancellation);
    }
}
