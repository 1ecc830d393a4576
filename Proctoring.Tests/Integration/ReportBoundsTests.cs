using Proctoring.Core;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Integration;

/// <summary>A session's record has a limit for its candidate, and a higher one for the exam's host.</summary>
public sealed class ReportBoundsTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static readonly ReportedEvent Paste = new() { Type = "paste_attempt" };

    static Task<OpenedSession> OpenAsync(CoreHost host, ApiCaller server) =>
        host.Get<ExamStarts>()
            .OpenAsync(
                server,
                new ExamStart
                {
                    Student = new StudentName("user_2abc", null),
                    ExamName = "Interview",
                    TotalQuestions = 10,
                },
                CancellationToken.None
            );

    static async Task<ApiCaller> ServerAsync(CoreHost host)
    {
        var (key, _) = await host.Get<ApiKeyStore>()
            .CreateAsync("server", ApiScopes.Usual, null, Core.Storage.Staff.StaffViewer.Console, default);
        return ApiCaller.Key(key.Id, key.OwnerId, ApiScopes.Usual);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_candidate_fills_their_part_and_the_host_still_has_its_own(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var server = await ServerAsync(host);
        var opened = await OpenAsync(host, server);
        var (events, candidate, name) = (
            host.Get<ReportedEvents>(),
            ApiCaller.Candidate(opened.Access),
            new SessionName(opened.Number, null)
        );
        await using (var db = host.OpenDatabase())
        {
            db.Unchained = true;
            db.AddRange(
                Enumerable
                    .Range(0, ReportBounds.MostEvents - 1)
                    .Select(_ => new ProctoringViolation
                    {
                        Id = Guid.NewGuid(),
                        SessionId = opened.Access.SessionId,
                        Type = "paste_attempt",
                        Title = "Paste",
                        BeganAt = host.Now,
                        EndedAt = host.Now,
                    })
            );
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        Assert.True((await events.RecordAsync(candidate, name, Paste, default)).Created);
        var full = await Assert.ThrowsAsync<CallRefusedException>(() => events.RecordAsync(candidate, name, Paste, default));

        Assert.Equal((CallRefusal.TooOften, "This exam already has 5000 events; no more are accepted"), (full.Refusal, full.Message));
        Assert.NotNull(full.RetryAfter);
        Assert.True((await events.RecordAsync(server, name, Paste, default)).Created);
    }

    [Fact]
    public async Task Pictures_have_a_limit_in_megabytes_and_events_without_one_are_still_accepted()
    {
        await using var host = await CoreHost.CreateAsync();
        var server = await ServerAsync(host);
        var opened = await OpenAsync(host, server);
        var (events, candidate, name) = (
            host.Get<ReportedEvents>(),
            ApiCaller.Candidate(opened.Access),
            new SessionName(opened.Number, null)
        );
        var pictured = Paste with { Picture = new EvidencePicture([1, 2, 3], "image/jpeg") };
        Assert.True((await events.RecordAsync(candidate, name, pictured, default)).Created);
        var folder = Path.Combine(host.Get<ProctoringPaths>().Evidence, opened.Access.SessionId.ToString("N"));
        await using (var large = File.Create(Path.Combine(folder, "large.bin")))
            large.SetLength(ReportBounds.MostMegabytes * 1024 * 1024);

        var full = await Assert.ThrowsAsync<CallRefusedException>(() => events.RecordAsync(candidate, name, pictured, default));

        Assert.Equal(
            (CallRefusal.TooOften, "This exam already has 200 MB of pictures; events without a picture are still accepted"),
            (full.Refusal, full.Message)
        );
        Assert.True((await events.RecordAsync(candidate, name, Paste, default)).Created);
        Assert.True((await events.RecordAsync(server, name, pictured, default)).Created);
    }
}
