using System.Text.RegularExpressions;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Reports;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Tests.Components;
using Proctoring.Tests.Support;
using Proctoring.Web.Embedding;
using Xunit;

namespace Proctoring.Tests.Embedding;

/// <summary>The frame's messages have the members that the SDK's types and embedding.md name, and null only where the types allow
/// it.</summary>
public sealed partial class HostMessageTypesTests
{
    /// <summary>The SDK sends these two itself.</summary>
    static readonly string[] OfSdk = ["ready", "resize"];

    [Fact]
    public async Task Each_message_has_the_members_of_the_types_and_of_the_document()
    {
        var types = await ReadAsync("wwwroot", "sdk", "proctoring.d.ts");
        var document = await ReadAsync("docs", "embedding.md");
        var events = Event()
            .Matches(Body(types, "interface ExamProctoringEvents"))
            .ToDictionary(one => one.Groups[1].Value, one => one.Groups[2].Value);
        var messages = await MessagesAsync();
        var react = await ReadAsync("packages", "npm", "react.js");

        Assert.All(events.Keys, name => Assert.Matches($@"\n  '?{name}'?: 'on", react));
        Assert.Equal(events.Keys.Except(OfSdk).Order(), messages.Select(message => message.Type).Distinct().Order());
        foreach (var message in messages)
        {
            var members = MembersOf(types, events[message.Type]);
            Assert.Equal((message.Type, Joined(members.Keys)), (message.Type, Joined(message.Detail.Keys)));
            Assert.All(
                message.Detail.Where(member => member.Value is null),
                member => Assert.Contains("null", members[member.Key], StringComparison.Ordinal)
            );
            var row = document.Split('\n').Single(line => line.StartsWith($"| `{message.Type}` | ", StringComparison.Ordinal));
            Assert.All(
                message.Detail.Keys.Where(_ => !row.Contains("the same and", StringComparison.Ordinal)),
                member => Assert.Contains($"`{member}`", row, StringComparison.Ordinal)
            );
        }
    }

    static Task<string> ReadAsync(params string[] path) =>
        File.ReadAllTextAsync(Path.Combine([TestFolders.Root, .. path]), TestContext.Current.CancellationToken);

    /// <summary>Every message with as many nulls as it can have.</summary>
    static async Task<List<HostMessage>> MessagesAsync()
    {
        await using var host = await CoreHost.CreateAsync();
        var opened = await host.Get<ExamStarts>()
            .OpenAsync(
                ApiCaller.Anybody,
                new ExamStart
                {
                    Student = new StudentName("s", null),
                    ExamName = "Interview",
                    TotalQuestions = 1,
                },
                TestContext.Current.CancellationToken
            );
        var view = (await host.Get<SessionOpener>().FindAsync(opened.Access, TestContext.Current.CancellationToken))! with
        {
            StartedAt = host.Now,
            EndsAt = host.Now,
            NotBefore = host.Now,
        };
        var span = Spans.Span("head_pose", Severity.Medium, Spans.Noon);
        var report = new ReportContent
        {
            SessionId = Guid.NewGuid(),
            ExamName = "Interview",
            Proctored = true,
            TimedOut = false,
            StartedAt = host.Now,
            FinishedAt = host.Now,
            TotalQuestions = 1,
            CorrectAnswers = null,
            Score = null,
            FramesRead = 0,
            FramesRefused = 0,
            Answers = [],
            Violations = [],
        };
        return
        [
            HostMessage.Closed,
            HostMessage.PauseRefused,
            HostMessage.Unavailable("gone", 410),
            HostMessage.NotOpen(view),
            HostMessage.Started(view with { Number = null }, mayPause: false),
            HostMessage.Submitted(report, null),
            HostMessage.Interrupted(null, goesOn: true),
            .. HostMessage.From(span.Begins()),
        ];
    }

    /// <summary>The members of an event's detail with their types.</summary>
    static Dictionary<string, string> MembersOf(string types, string detail)
    {
        var written = string.Join(
            '\n',
            detail.Split('&').Select(part => part.Trim()).Select(part => part.StartsWith('{') ? part : Body(types, $"interface {part}"))
        );
        return detail.StartsWith("Record<", StringComparison.Ordinal)
            ? []
            : Member().Matches(written).ToDictionary(member => member.Groups[1].Value, member => member.Groups[2].Value);
    }

    static string Body(string types, string head)
    {
        var from = types.IndexOf($"{head} {{", StringComparison.Ordinal);
        return from < 0 ? "" : types[from..types.IndexOf("\n}", from, StringComparison.Ordinal)];
    }

    static string Joined(IEnumerable<string> names) => string.Join(' ', names.Order(StringComparer.Ordinal));

    [GeneratedRegex(@"^  '?([\w-]+)'?: CustomEvent<(.+)>;$", RegexOptions.Multiline)]
    private static partial Regex Event();

    [GeneratedRegex(@"(?:^|[{;])\s*(\w+): ([^;}]+)", RegexOptions.Multiline)]
    private static partial Regex Member();
}
