using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Proctoring.Core;
using Proctoring.Core.Notifications;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Storage.Outbox;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Notifications;

/// <summary>A room of a chat system receives events, through failures of its receiver, and nothing about a person.</summary>
public sealed class ChatTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_receiver_that_fails_stalls_and_recovers_gets_the_message()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var host = await HostAsync(receiver.Url);
        host.Get<WebhookConnections>().Client.Timeout = TimeSpan.FromMilliseconds(500);
        await EndAsync(host);

        receiver.Answer = StatusCodes.Status500InternalServerError;
        await RunAsync(host);
        Assert.Equal((1, 500, "The receiver answered 500"), await StateAsync(host));

        receiver.Stalls = true;
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await RunAsync(host);
        Assert.Equal((2, null, "The receiver did not answer within ten seconds"), await StateAsync(host));

        (receiver.Stalls, receiver.Answer) = (false, StatusCodes.Status200OK);
        host.Clock.Advance(TimeSpan.FromHours(1));
        await RunAsync(host);
        Assert.Equal((3, 200, null), await StateAsync(host));
        await RunAsync(host);
        Assert.Equal(3, receiver.Waiting);
        List<string> messages = [];
        while (receiver.Waiting > 0)
            messages.Add((await receiver.NextAsync(Cancellation)).Body);
        using var message = JsonDocument.Parse(Assert.Single(messages.Distinct()));
        var text = message.RootElement.GetProperty("text").GetString()!;
        Assert.Contains("Exam submitted in", text, StringComparison.Ordinal);
        Assert.Contains("https://exams.example.org/review/sessions/", text, StringComparison.Ordinal);
        // The room has no page "My account", and the candidate no name.
        Assert.DoesNotContain("My account", text, StringComparison.Ordinal);
        await using var db = host.OpenDatabase();
        var student = await db.Students.SingleAsync(Cancellation);
        Assert.DoesNotContain(student.ExternalId, text, StringComparison.Ordinal);
        var row = Assert.Single((await host.Get<DeliveryLog>().ListAsync(StaffViewer.Console, null, 0, 10, Cancellation)).Rows);
        Assert.Equal(("chat", DeliveryState.Delivered), (row.System, row.State));
        Assert.DoesNotContain("hook", row.Address, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_events_restricted_exams_and_test_sessions_leave_no_message()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var host = await HostAsync(receiver.Url);
        var access = await host.StartSessionAsync(proctored: false);
        await RunAsync(host);
        // Exam started is not among the wanted events.
        Assert.Equal(0, receiver.Waiting);
        await host.Get<SessionCloser>().SubmitAsync(access, null, Cancellation);
        await host.Get<OutboxDispatcher>().RunAsync(Cancellation);
        await using (var db = host.OpenDatabase())
        {
            // Restricted after the event was dispatched, and before it is sent.
            var session = await db.Sessions.SingleAsync(Cancellation);
            var ana = await db.HireAsync("Ana", StaffRoles.Reviewer);
            db.Add(new ExamReviewer { ExamName = session.ExamName, UserId = ana.UserId!.Value });
            await db.SaveChangesAsync(Cancellation);
        }

        await RunAsync(host);

        Assert.Equal(0, receiver.Waiting);
        await using var after = host.OpenDatabase();
        var delivery = await after.OutboxDeliveries.SingleAsync(Cancellation);
        Assert.Equal((null, null, null), (delivery.NextAttemptAt, delivery.DeliveredAt, delivery.GivenUpAt));
    }

    [Fact]
    public async Task An_address_in_a_private_network_is_not_called()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var host = await HostAsync(receiver.Url, allowPrivate: false);
        await EndAsync(host);

        await RunAsync(host);

        Assert.Equal(0, receiver.Waiting);
        Assert.Equal((1, null, "The address must begin with https://"), await StateAsync(host));
    }

    [Fact]
    public async Task A_test_message_names_the_events_or_says_why_the_room_refuses_it()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var host = await HostAsync(receiver.Url);
        var room = host.Get<ChatRoom>();

        Assert.Null(await room.TestAsync(StaffViewer.Console, Cancellation));
        var message = (await receiver.NextAsync(Cancellation)).Body;
        Assert.Contains("This room receives these events: exam.submitted.", message, StringComparison.Ordinal);
        receiver.Answer = StatusCodes.Status404NotFound;
        Assert.Equal("The receiver answered 404", await room.TestAsync(StaffViewer.Console, Cancellation));
        var reviewer = new StaffViewer(Guid.NewGuid(), "Ana", [StaffRoles.Reviewer], null);
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => room.TestAsync(reviewer, Cancellation));
        Assert.Equal(1, receiver.Waiting);
    }

    /// <summary>The name of an exam can come from another system.</summary>
    [Fact]
    public void The_name_of_an_exam_becomes_neither_a_mention_nor_a_link()
    {
        const string Name = "<!channel> [a](https://b.example) & *c*";

        var slack = JsonDocument.Parse(ChatRoom.Write(ChatFormat.Slack, Name, "text\n", ""));
        Assert.Equal(
            ("&lt;!channel&gt; [a](https://b.example) &amp; *c*\ntext", false),
            (slack.RootElement.GetProperty("text").GetString(), slack.RootElement.GetProperty("mrkdwn").GetBoolean())
        );
        var teams = JsonDocument.Parse(ChatRoom.Write(ChatFormat.Teams, Name, "one\n\ntwo", "https://exams.example.org/")).RootElement;
        var attachment = teams.GetProperty("attachments")[0];
        Assert.Equal("application/vnd.microsoft.card.adaptive", attachment.GetProperty("contentType").GetString());
        var card = attachment.GetProperty("content");
        // Rich text is shown as it is.
        var blocks = card.GetProperty("body").EnumerateArray().ToList();
        Assert.All(blocks, block => Assert.Equal("RichTextBlock", block.GetProperty("type").GetString()));
        Assert.Equal([Name, "one", "two"], blocks.Select(block => block.GetProperty("inlines")[0].GetProperty("text").GetString()));
        Assert.Equal("https://exams.example.org/review", card.GetProperty("actions")[0].GetProperty("url").GetString());
    }

    [Theory]
    [InlineData("Url", "room", "must be a web address")]
    [InlineData("Events:0", "exam.finished", "unknown event \"exam.finished\"")]
    public void Wrong_settings_are_refused(string setting, string value, string expected)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create($"Proctoring:Chat:{setting}", (string?)value)])
            .Build();

        Assert.Contains(SettingsCheck.Mistakes(configuration), mistake => mistake.Contains(expected, StringComparison.Ordinal));
    }

    static Task<CoreHost> HostAsync(string url, bool allowPrivate = true) =>
        CoreHost.CreateAsync(
            DatabaseKind.Sqlite,
            ("Proctoring:Chat:Url", url),
            ("Proctoring:Chat:Events:0", OutboxEventTypes.Submitted),
            ("Proctoring:Webhooks:AllowPrivateNetworks", $"{allowPrivate}"),
            ("Proctoring:Api:PublicAddress", "https://exams.example.org")
        );

    static async Task EndAsync(CoreHost host)
    {
        var access = await host.StartSessionAsync(proctored: false);
        await host.Get<SessionCloser>().SubmitAsync(access, null, Cancellation);
    }

    static async Task RunAsync(CoreHost host)
    {
        await host.Get<OutboxDispatcher>().RunAsync(Cancellation);
        await host.Get<OutboxSender>().RunAsync(Cancellation);
    }

    static async Task<(int Attempts, int? Status, string? Error)> StateAsync(CoreHost host)
    {
        await using var db = host.OpenDatabase();
        var row = await db.OutboxDeliveries.SingleAsync(Cancellation);
        return (row.Attempts, row.LastStatus, row.LastError);
    }
}
