using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Reviews;

/// <summary>Tests the content of the live wall, and its database queries every second.</summary>
public sealed class LiveWallTests
{
    [Fact]
    public async Task It_reads_only_the_columns_that_a_tile_shows()
    {
        await using var host = await CoreHost.CreateAsync();
        await using var db = host.OpenDatabase();

        var asked = WallFlags.FlagsOf(db, [Guid.NewGuid()]).ToQueryString();

        Assert.Contains("MeanConfidence", asked, StringComparison.Ordinal);
        foreach (var column in new[] { "Objects", "Detail", "ClientEventId", "Model", "PeakConfidence" })
            Assert.DoesNotContain(column, asked, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Ten_proctors_share_one_query_of_the_flags(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        var session = await db.SitAsync("s-0", status: SessionStatus.Running);
        await db.FlagAsync(session);
        for (var index = 1; index < 5; index++)
            await db.FlagAsync(await db.SitAsync($"s-{index}", status: SessionStatus.Running));
        var (wall, proctor) = (host.Get<LiveWall>(), new StaffViewer(Guid.NewGuid(), "Pat", [StaffRoles.Proctor], null));
        async Task<IReadOnlyList<LiveTile>> LookAsync(int seconds)
        {
            host.Commands.Reset();
            IReadOnlyList<LiveTile> tiles = [];
            for (var second = 0; second < seconds; second++)
            {
                host.Clock.Advance(TimeSpan.FromSeconds(1));
                for (var watching = 0; watching < 10; watching++)
                    tiles = await wall.ReadAsync(proctor, null, default);
            }

            return tiles;
        }

        int FlagQueries() => host.Commands.Texts.Count(text => text.Contains("\"Violations\"", StringComparison.Ordinal));
        Assert.Equal([1, 1, 1, 1, 1], (await LookAsync(10)).Select(tile => tile.Flags));
        Assert.Equal((1, 101), (FlagQueries(), host.Commands.Texts.Count));

        // One session has news: only its flags are read again, once a second while they settle.
        var second = await db.FlagAsync(session, "object_detected", 8, severity: Severity.High);
        host.Get<Core.Sessions.Updates.SessionFeed>().Announce(session.Id, new Core.Sessions.Updates.ViolationNews(null!));
        var tiles = await LookAsync(3);
        Assert.Equal(2, tiles.Single(tile => tile.Id == session.Id).Flags);
        Assert.Equal(3, FlagQueries());

        // A row without an announcement still appears.
        second.EndedAt = second.BeganAt.AddHours(1);
        await db.FlagAsync(session, "tab_switch", 9);
        Assert.Equal(3, (await LookAsync(16)).Single(tile => tile.Id == session.Id).Flags);
        Assert.InRange(FlagQueries(), 1, 4);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task A_tile_names_the_worst_flag_in_progress_and_sessions_in_their_checks_are_listed(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        var proctor = await db.HireAsync("Pat", StaffRoles.Proctor);
        var reviewer = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var session = await db.SitAsync("s-0", status: SessionStatus.Running);
        var lasting = await db.FlagAsync(session, "face_not_detected", 5, severity: Severity.High);
        lasting.EndedAt = null;
        var gap = await db.FlagAsync(session, "monitoring_degraded", 9, severity: Severity.Low);
        gap.EndedAt = null;
        await db.FlagAsync(session, "paste_attempt", 12);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        var wall = host.Get<LiveWall>();

        var tile = Assert.Single(await wall.ReadAsync(proctor, null, default));
        Assert.Equal(("face_not_detected", true, 1), (tile.MainFlag!.Type, tile.MainFlag.GoesOn, tile.HighFlags));
        (lasting.EndedAt, gap.EndedAt) = (gap.BeganAt, gap.BeganAt);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        host.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal("paste_attempt", Assert.Single(await wall.ReadAsync(proctor, null, default)).MainFlag!.Type);

        await host.OpenSessionAsync(student: "late");
        host.Clock.Advance(TimeSpan.FromMinutes(50));
        await host.OpenSessionAsync(student: "ready");
        await host.OpenSessionAsync(proctored: false, student: "alone");
        Assert.Equal(
            [("late", PreparingStep.Ready), ("ready", PreparingStep.Ready)],
            (await wall.PreparingAsync(proctor, default)).Select(waiting => (waiting.Student, waiting.Step))
        );
        Assert.Empty(await wall.PreparingAsync(reviewer, default));
        host.Clock.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal("ready", Assert.Single(await wall.PreparingAsync(proctor, default)).Student);
    }

    [Fact]
    public async Task The_risk_on_the_wall_and_on_the_review_page_is_the_risk_in_the_report()
    {
        await using var host = await CoreHost.CreateAsync();
        await using var db = host.OpenDatabase();
        var administrator = new StaffViewer(Guid.NewGuid(), "Ada", [StaffRoles.Administrator], null);
        var access = await host.StartSessionAsync();
        db.Add(
            new ProctoringViolation
            {
                Id = Guid.NewGuid(),
                SessionId = access.SessionId,
                Type = "tab_switch",
                Title = "Left the exam",
                Severity = Severity.Medium,
                BeganAt = host.Now,
                EndedAt = host.Now,
                PeakConfidence = 1,
                MeanConfidence = 1,
                FramesSeen = 1,
                FramesLooked = 1,
                Times = 30,
            }
        );
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);

        var tile = Assert.Single(await host.Get<LiveWall>().ReadAsync(administrator, null, default));
        var running = (await host.Get<CaseReader>().FindAsync(administrator, access.SessionId, default))!.Risk!;
        var report = (await host.Get<SessionCloser>().SubmitAsync(access, null, default))!;

        Assert.Equal((report.Risk!.Score, report.Risk.Score), (tile.Risk, running.Score));
        Assert.Equal(30, Assert.Single(report.Risk.Lines).Count);
        var once = RiskScore.Of(
            [new RiskEntry("tab_switch", "Left the exam", Severity.Medium, TimeSpan.Zero, 1)],
            host.Get<RuleCatalog>().FindPolicy("standard")!
        );
        Assert.True(report.Risk.Score > 2 * once.Score, $"{report.Risk.Score} for 30 times, {once.Score} for one");
    }
}
