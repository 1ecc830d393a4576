using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Proctoring.Web.Embedding;
using Xunit;

namespace Proctoring.Tests.EndToEnd;

/// <summary>Two sites that know each other: exam.localhost is ours, lms.localhost the host's. To browsers they are different
/// sites.</summary>
public abstract class EmbedTest(Chromium chromium) : BrowserTest(chromium)
{
    readonly int port = DemoHost.FreePort();
    HostPages? pages;
    string? key;

    internal int Port => port;

    internal string Host => $"http://lms.localhost:{port}";

    /// <summary>The same server under a name that our server does not know.</summary>
    internal string Stranger => $"http://stranger.localhost:{port}";

    internal string Exam => App.Address.Replace("localhost", "exam.localhost", StringComparison.Ordinal);

    /// <summary>The policy under which the host may pause monitoring.</summary>
    internal const string Breaks = "breaks";

    internal override (string Key, string Value)[] Settings =>
        [("Proctoring:Api:AllowedOrigins:0", Host), ($"Proctoring:Policies:{Breaks}:HostMayPause", "true")];

    /// <inheritdoc/>
    internal override bool WholeBrowser => true;

    internal async Task<DemoHost> StartDemoAsync(string? policy = null) => await DemoHost.StartAsync(port, Exam, await KeyAsync(), policy);

    /// <summary>The calls of the host's server with its key.</summary>
    internal async Task<StartedExam> StartExamAsync(string name = "Three questions", int questions = 3, string policy = "standard")
    {
        var answer = await PostAsync(
            "api/start-exam/",
            new
            {
                student_id = "user_2abc",
                exam_name = name,
                total_questions = questions,
                policy,
            }
        );
        return new StartedExam(
            answer.GetProperty("exam_id").GetInt32(),
            answer.GetProperty("session_token").GetString()!,
            answer.GetProperty("embed_url").GetString()!
        );
    }

    internal async Task<JsonElement> PostAsync(string path, object body)
    {
        using var client = App.CreateClient();
        client.DefaultRequestHeaders.Add("X-Api-Key", await KeyAsync());
        // As browsers reach us, so that our links lead there.
        client.DefaultRequestHeaders.Host = new Uri(Exam).Authority;
        using var answer = await client.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? JsonSerializer.Deserialize<JsonElement>(text)
            : throw new InvalidOperationException($"{path} answered {text}");
    }

    /// <summary>Opens a page that the test supplies.</summary>
    internal async Task<EmbeddedExam> OpenHostAsync(string html, string? origin = null)
    {
        await PutAsync("page", html);
        var candidate = await ArriveAsync();
        await candidate.Page.GotoAsync($"{origin ?? Host}/page");
        return new EmbeddedExam(candidate);
    }

    /// <summary>Serves a page from the host's origin, and from the stranger's.</summary>
    internal async Task PutAsync(string name, string html)
    {
        pages ??= await HostPages.StartAsync(port);
        pages.Put(name, html);
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        if (pages is not null)
            await pages.DisposeAsync();
    }

    internal ProctoringDb OpenDatabase() => App.Get<IDbContextFactory<ProctoringDb>>().CreateDbContext();

    internal async Task<ProctoringSession> SessionAsync(int number)
    {
        await using var db = OpenDatabase();
        return (await db.SessionNumbers.Include(row => row.Session!.Violations).SingleAsync(row => row.Number == number)).Session!;
    }

    /// <summary>The part of a page's address that contains the ticket.</summary>
    internal static string TicketOf(StartedExam exam) => exam.EmbedUrl[(exam.EmbedUrl.LastIndexOf('/') + 1)..];

    internal Task<SessionAccess?> RedeemAsync(StartedExam exam) =>
        App.Get<EmbedLinks>().RedeemAsync(TicketOf(exam), TestContext.Current.CancellationToken);

    /// <summary>The API key of the host's server.</summary>
    internal async Task<string> KeyAsync() =>
        key ??= (
            await App.Get<ApiKeyStore>()
                .CreateAsync("host", ApiScopes.Usual, null, StaffViewer.Console, TestContext.Current.CancellationToken)
        ).Secret;
}
