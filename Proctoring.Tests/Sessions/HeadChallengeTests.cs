using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Reviews;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>What is on record about the request to turn the head. It never keeps a candidate from the exam.</summary>
public sealed class HeadChallengeTests
{
    static readonly (string, string) AtStart = ("Proctoring:Policies:standard:HeadChallenge", "AtStart");

    [Fact]
    public async Task A_policy_without_it_asks_and_records_nothing()
    {
        await using var host = await CoreHost.CreateAsync(DatabaseKind.Sqlite);
        var access = await host.OpenSessionAsync();
        Assert.False((await FindAsync(host, access)).AsksToTurnHead);
        Assert.Equal(HeadChallengeTime.Off, (await host.Get<SessionOpener>().TermsAsync(DemoExam, default)).TurnsHead);
        Assert.Null(await host.Get<HeadChallenges>().BeginAsync(access, default));
        Assert.Equal(SessionStatus.Running, (await StartAsync(host, access)).Status);
        await using var database = host.OpenDatabase();
        Assert.Empty(await database.HeadChallenges.ToListAsync());
    }

    [Fact]
    public async Task An_exam_that_begins_without_an_attempt_says_so_on_record_and_to_the_reviewer()
    {
        await using var host = await CoreHost.CreateAsync(DatabaseKind.Sqlite, AtStart);
        Assert.Equal(HeadChallengeTime.AtStart, (await host.Get<SessionOpener>().TermsAsync(DemoExam, default)).TurnsHead);
        var access = await host.OpenSessionAsync();
        Assert.True((await FindAsync(host, access)).AsksToTurnHead);
        Assert.Equal(SessionStatus.Running, (await StartAsync(host, access)).Status);
        Assert.False((await FindAsync(host, access)).AsksToTurnHead);
        Assert.Null(await host.Get<HeadChallenges>().BeginAsync(access, default));
        await using var database = host.OpenDatabase();
        var row = await database.HeadChallenges.SingleAsync();
        Assert.Equal((ChallengeResult.NotJudged, ChallengeReason.Skipped), (row.Result, row.Reason));
        var reviewer = await database.HireAsync("Rita", StaffRoles.Reviewer);
        var turn = Assert.Single((await host.Get<CaseReader>().FindAsync(reviewer, access.SessionId, default))!.HeadTurns);
        Assert.Equal("could not be judged: the exam began without an attempt", turn.Text);
        Assert.Null(await TurnedAsync(host, access));
    }

    [Fact]
    public async Task A_candidate_who_cannot_do_it_is_asked_once_and_may_begin()
    {
        await using var host = await CoreHost.CreateAsync(DatabaseKind.Sqlite, AtStart);
        var access = await host.OpenSessionAsync();
        var run = await host.Get<HeadChallenges>().BeginAsync(access, default);
        Assert.Equal(2, run!.Turns.Count);
        await host.Get<HeadChallenges>().DeclineAsync(access, run, default);
        // A second click stores nothing more.
        await host.Get<HeadChallenges>().DeclineAsync(access, null, default);
        Assert.False((await FindAsync(host, access)).AsksToTurnHead);
        Assert.Equal(SessionStatus.Running, (await StartAsync(host, access)).Status);
        await using var database = host.OpenDatabase();
        var row = await database.HeadChallenges.SingleAsync();
        Assert.Equal((ChallengeReason.Declined, string.Join(", ", run.Turns)), (row.Reason, row.Turns));
        Assert.Null(await TurnedAsync(host, access));
    }

    [Fact]
    public async Task An_accommodation_that_switches_the_rule_off_exempts_the_candidate()
    {
        await using var host = await CoreHost.CreateAsync(DatabaseKind.Sqlite, AtStart);
        var access = await host.OpenSessionAsync();
        await using var database = host.OpenDatabase();
        database.Add(
            new Accommodation
            {
                StudentId = await database.Sessions.Select(row => row.StudentId).SingleAsync(),
                Rule = "spoof_suspected",
                Setting = "Enabled",
                Value = "false",
                Reason = "stiff neck",
                CreatedAt = host.Now,
            }
        );
        await database.SaveChangesAsync();
        Assert.False((await FindAsync(host, access)).AsksToTurnHead);
        Assert.Equal(SessionStatus.Running, (await StartAsync(host, access)).Status);
        Assert.Empty(await database.HeadChallenges.ToListAsync());
    }

    [Theory]
    [InlineData(ChallengeResult.Passed, true)]
    [InlineData(ChallengeResult.NotPassed, false)]
    [InlineData(ChallengeResult.NotJudged, null)]
    public async Task The_last_result_reaches_the_rules_also_after_a_restart(ChallengeResult result, bool? turned)
    {
        await using var host = await CoreHost.CreateAsync(DatabaseKind.Sqlite, AtStart);
        var access = await host.OpenSessionAsync();
        await using var database = host.OpenDatabase();
        foreach (var (minute, one) in ((int, ChallengeResult)[])[(1, ChallengeResult.NotPassed), (2, result)])
            database.Add(
                new HeadChallenge
                {
                    Id = Guid.NewGuid(),
                    SessionId = access.SessionId,
                    Turns = "Left, Up",
                    AskedAt = host.Now.AddMinutes(minute),
                    EndedAt = host.Now.AddMinutes(minute),
                    Result = one,
                }
            );
        await database.SaveChangesAsync();
        Assert.Equal(SessionStatus.Running, (await StartAsync(host, access)).Status);
        Assert.Equal(2, await database.HeadChallenges.CountAsync());
        Assert.Equal(turned, await TurnedAsync(host, access));
    }

    [Fact]
    public async Task During_the_exam_the_session_asks_tells_the_page_and_stores_the_answer()
    {
        await using var host = await CoreHost.CreateAsync(
            DatabaseKind.Sqlite,
            ("Proctoring:Policies:standard:HeadChallenge", "AtRandom")
        );
        var access = await host.StartSessionAsync();
        List<TurnNews> news = [];
        using var following = host.Get<SessionFeed>().Follow(access.SessionId, one => news.AddRange(one is TurnNews turn ? [turn] : []));
        // The first request comes in the first half of a short exam, which has 20 minutes.
        host.Pass(access, TimeSpan.FromMinutes(11));
        await host.ShowAsync(access, Scene.OneFace, 2);
        await host.AnalyzedAsync(access);
        Assert.Equal(new TurnNews("Ahead", null), news[0]);
        Assert.True(host.Live(access).Memory.WantsSight);

        host.Signal(access, act: new BrowserAct(BrowserActs.TurnDeclined));
        await host.StoredAsync(access);
        Assert.Equal(new TurnNews(null, "NotJudged"), news[^1]);
        await using var database = host.OpenDatabase();
        var rows = await database.HeadChallenges.OrderBy(row => row.AskedAt).Select(row => row.Reason).ToListAsync();
        Assert.Equal([ChallengeReason.Skipped, ChallengeReason.Declined], rows);
        Assert.Empty(await database.Violations.Where(row => row.Type == "other").ToListAsync());
    }

    [Fact]
    public async Task A_head_that_turns_when_asked_is_no_flag_and_afterwards_it_is()
    {
        await using var host = await CoreHost.CreateAsync(
            DatabaseKind.Sqlite,
            ("Proctoring:Policies:standard:HeadChallenge", "AtRandom")
        );
        var access = await host.StartSessionAsync();
        host.Pass(access, TimeSpan.FromMinutes(11));
        await host.ShowAsync(access, Scene.OneFace, 2);
        await host.AnalyzedAsync(access);
        Assert.True(host.Live(access).Memory.WantsSight);
        await host.ShowAsync(access, Scene.Turned, 10);
        await host.AnalyzedAsync(access);
        await host.StoredAsync(access);
        await using var database = host.OpenDatabase();
        Assert.Empty(await database.Violations.Where(row => row.Type == "head_pose").ToListAsync());

        host.Signal(access, act: new BrowserAct(BrowserActs.TurnDeclined));
        await host.ShowAsync(access, Scene.Turned, 10);
        await host.AnalyzedAsync(access);
        await host.StoredAsync(access);
        Assert.Single(await database.Violations.Where(row => row.Type == "head_pose").ToListAsync());
    }

    const string DemoExam = "software-interview";

    static async Task<SessionView> FindAsync(CoreHost host, SessionAccess access) =>
        (await host.Get<SessionOpener>().FindAsync(access, default))!;

    static async Task<SessionView> StartAsync(CoreHost host, SessionAccess access) =>
        (await host.Get<SessionOpener>().StartAsync(access, default))!;

    /// <summary>What a server that takes over the session knows.</summary>
    static async Task<bool?> TurnedAsync(CoreHost host, SessionAccess access)
    {
        await using var session = await host.Get<LiveSessionFactory>().CreateAsync(access.SessionId, default);
        return session!.TurnedWhenAsked;
    }
}
