using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Authoring;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Storage;
using Proctoring.Tests.Support;
using Proctoring.Web.Components.ExamRoom;
using Xunit;

namespace Proctoring.Tests.Web;

/// <summary>An upload that breaks and is sent again after the deadline counts from the time at which it began.</summary>
public sealed class RepeatedUploadTests(ServerFixture server) : IClassFixture<ServerFixture>, IAsyncLifetime
{
    static readonly byte[] Content = [1, 2, 3];

    readonly AppServer app = server.App;
    SessionAccess access = null!;
    int question;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var opener = app.Get<SessionOpener>();
        access = await opener.OpenAsync(
            new SessionRequest
            {
                StudentId = Guid.NewGuid().ToString("N"),
                ExamSlug = QuestionTypesExam.Slug,
                Proctored = false,
            },
            Cancellation
        );
        await opener.StartAsync(access, Cancellation);
        question = (await opener.QuestionsAsync(access, Cancellation)).Single(one => one.Type == "file_upload").Id;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_page_gets_a_proof_of_this_moment()
    {
        var before = DateTime.UtcNow;
        using var client = Client();

        var answer = await client.PostAsync($"{Files}/begun?question={question}&sha256={ExamFile.HashOf(Content)}", null, Cancellation);
        var proof = (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("begun").GetString()!;

        var begun = Proofs.Open(access.SessionId, question, ExamFile.HashOf(Content), proof);
        Assert.InRange(begun!.Value, before, DateTime.UtcNow);
        Assert.Null(Proofs.Open(access.SessionId, question, ExamFile.HashOf([4]), proof));
        Assert.Null(Proofs.Open(access.SessionId, question + 1, ExamFile.HashOf(Content), proof));
        Assert.Null(Proofs.Open(Guid.NewGuid(), question, ExamFile.HashOf(Content), proof));
    }

    [Theory]
    [InlineData(false, "039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81", HttpStatusCode.Unauthorized)]
    [InlineData(true, "not-a-hash", HttpStatusCode.BadRequest)]
    public async Task A_proof_needs_the_right_and_a_hash(bool right, string sha256, HttpStatusCode status)
    {
        using var client = right ? Client() : app.CreateClient();

        var answer = await client.PostAsync($"{Files}/begun?question={question}&sha256={sha256}", null, Cancellation);

        Assert.Equal(status, answer.StatusCode);
    }

    [Theory]
    [InlineData(-2, true, HttpStatusCode.OK)]
    [InlineData(2, true, HttpStatusCode.BadRequest)]
    [InlineData(-2, false, HttpStatusCode.BadRequest)]
    [InlineData(null, true, HttpStatusCode.BadRequest)]
    public async Task After_the_deadline_a_file_counts_if_its_upload_began_before(int? minutes, bool sameFile, HttpStatusCode status)
    {
        var ended = DateTime.UtcNow.AddMinutes(-3);
        await using var database = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync(Cancellation);
        await database
            .Sessions.Where(row => row.Id == access.SessionId)
            .ExecuteUpdateAsync(
                set => set.SetProperty(row => row.EndsAt, ended).SetProperty(row => row.StartedAt, ended.AddMinutes(-30)),
                Cancellation
            );
        using var client = Client();
        using var content = new ByteArrayContent(Content);
        if (minutes is { } offset)
            content.Headers.Add(
                UploadProofs.Header,
                Proofs.Of(access.SessionId, question, ExamFile.HashOf(sameFile ? Content : [4]), ended.AddMinutes(offset))
            );

        var answer = await client.PostAsync($"{Files}?question={question}&name=tree.png", content, Cancellation);

        Assert.Equal(status, answer.StatusCode);
    }

    string Files => $"sessions/{access.SessionId:D}/files";

    UploadProofs Proofs => app.Get<UploadProofs>();

    HttpClient Client()
    {
        var client = app.CreateClient();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {access.Bearer}");
        return client;
    }
}
