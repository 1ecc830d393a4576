using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Storage;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Web;

/// <summary>The page sends answers by plain requests, with the right to the session.</summary>
public sealed class AnswerEndpointTests(ServerFixture server) : IClassFixture<ServerFixture>, IAsyncLifetime
{
    readonly AppServer app = server.App;
    SessionAccess access = null!;
    int question;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        access = await OpenAsync();
        await using (var database = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync(Cancellation))
        {
            // Times before the start count as the start.
            var earlier = DateTime.UtcNow.AddMinutes(-5);
            await database
                .Sessions.Where(row => row.Id == access.SessionId)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.StartedAt, earlier), Cancellation);
        }

        question = (await app.Get<SessionOpener>().QuestionsAsync(access, Cancellation))[0].Id;
    }

    [Fact]
    public async Task A_choice_is_stored_changed_and_cleared_and_an_older_one_changes_nothing()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

        Assert.Equal("stored", await SendAsync(2, now - 2000));
        Assert.Equal("stored", await SendAsync(1, now - 1000));
        Assert.Equal("older", await SendAsync(3, now - 1500));
        Assert.Equal(1, (await ReadAsync()).GetProperty(question.ToString(System.Globalization.CultureInfo.InvariantCulture)).GetInt32());

        Assert.Equal("stored", await SendAsync(null, now - 500));
        Assert.Equal("older", await SendAsync(1, now - 1000));
        Assert.Empty((await ReadAsync()).EnumerateObject());
        // The page's next choice is newer than this.
        Assert.True((await AnswerAsync()).GetProperty("at").GetInt64() >= now - 500);
        await app.Get<SessionCloser>().SubmitAsync(access, null, Cancellation);
        await using var database = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync(Cancellation);
        Assert.Equal(0, (await database.Sessions.SingleAsync(row => row.Id == access.SessionId, Cancellation)).CorrectAnswers);
        Assert.Equal("closed", await SendAsync(0, now));
    }

    [Fact]
    public async Task A_choice_or_question_that_does_not_exist_is_unknown()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

        Assert.Equal("unknown", await SendAsync(99, now));
        Assert.Equal("unknown", await SendAsync(-1, now));
        // A time of any value is limited to the exam's.
        Assert.Equal("stored", await SendAsync(1, long.MinValue));
        Assert.Equal("stored", await SendAsync(2, long.MaxValue));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_upload_without_the_right_to_a_running_session_is_refused(bool wrongToken)
    {
        if (!wrongToken)
            await app.Get<SessionCloser>().SubmitAsync(access, null, Cancellation);
        using var client = ClientOf(wrongToken ? $"{access.SessionId:N}.{new string('x', 43)}" : access.Bearer);
        using var content = new ByteArrayContent([1, 2, 3]);

        var answer = await client.PostAsync($"/sessions/{access.SessionId:D}/files?question={question}&name=a.pdf", content, Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Without_the_right_to_this_session_nothing_is_stored_or_shown()
    {
        var other = await OpenAsync();
        foreach (var right in new[] { null, "", "nonsense", other.Bearer, $"{access.SessionId:N}.{other.Token}" })
        {
            using var client = ClientOf(right);
            var stored = await client.PostAsJsonAsync(
                Address,
                new
                {
                    question,
                    choice = 1,
                    at = 0,
                },
                Cancellation
            );
            // The right form with a wrong token finds no session, and so no question.
            if (stored.StatusCode == HttpStatusCode.OK)
                Assert.Equal("unknown", await OutcomeAsync(stored));
            else
                Assert.Equal(HttpStatusCode.Unauthorized, stored.StatusCode);
            var read = await client.GetAsync(Address, Cancellation);
            if (read.StatusCode == HttpStatusCode.OK)
                Assert.StartsWith("{\"answers\":{},", await read.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
            else
                Assert.Equal(HttpStatusCode.Unauthorized, read.StatusCode);
        }

        await using var database = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync(Cancellation);
        Guid[] both = [access.SessionId, other.SessionId];
        Assert.Empty(await database.Answers.Where(row => both.Contains(row.SessionId)).ToListAsync(Cancellation));
    }

    [Theory]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    [InlineData("{\"question\":\"x\"}", HttpStatusCode.BadRequest)]
    [InlineData(null, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_malformed_body_is_refused(string? body, HttpStatusCode status)
    {
        using var client = ClientOf(access.Bearer);
        using var content = new StringContent(body ?? $"{{\"question\":1,\"x\":\"{new string('x', 700_000)}\"}}");
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        Assert.Equal(status, (await client.PostAsync(Address, content, Cancellation)).StatusCode);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    string Address => $"sessions/{access.SessionId:D}/answers";

    async Task<SessionAccess> OpenAsync()
    {
        var opener = app.Get<SessionOpener>();
        var opened = await opener.OpenAsync(
            new SessionRequest
            {
                StudentId = Guid.NewGuid().ToString("N"),
                ExamSlug = "software-interview",
                Proctored = false,
            },
            Cancellation
        );
        await opener.StartAsync(opened, Cancellation);
        return opened;
    }

    HttpClient ClientOf(string? right)
    {
        var client = app.CreateClient();
        if (right is not null)
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {right}");
        return client;
    }

    async Task<string?> SendAsync(int? choice, long at)
    {
        using var client = ClientOf(access.Bearer);
        var answer = await client.PostAsJsonAsync(
            Address,
            new
            {
                question,
                choice,
                at,
            },
            Cancellation
        );
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await OutcomeAsync(answer);
    }

    static async Task<string?> OutcomeAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("outcome").GetString();

    async Task<JsonElement> ReadAsync() => (await AnswerAsync()).GetProperty("answers");

    async Task<JsonElement> AnswerAsync()
    {
        using var client = ClientOf(access.Bearer);
        return await client.GetFromJsonAsync<JsonElement>(Address, Cancellation);
    }
}
