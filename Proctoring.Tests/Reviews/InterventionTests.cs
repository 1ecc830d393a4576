using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Reports;
using Proctoring.Core.Reviews;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Reviews;

/// <summary>Tests the live wall's numbers, messages to a candidate, the end by staff, and the candidate's comments.</summary>
public sealed class InterventionTests
{
    [Fact]
    public async Task Fifty_sessions_are_on_the_wall_and_the_one_with_two_faces_is_the_most_urgent()
    {
        await using var host = await CoreHost.CreateAsync();
        await using var db = host.OpenDatabase();
        var proctor = await db.HireAsync("Pia", StaffRoles.Proctor);
        List<SessionAccess> all = [];
        for (var index = 0; index < 50; index++)
        {
            var access = await host.OpenSessionAsync(student: $"student-{index}");
            await host.Get<SessionOpener>().StartAsync(access, default);
            host.Live(access).Join(new CandidateConnection("test"), takeOver: true);
            all.Add(access);
        }

        for (var frame = 0; frame < 6; frame++)
        {
            host.Clock.Advance(TimeSpan.FromMilliseconds(500));
            foreach (var (access, index) in all.Select((access, index) => (access, index)))
            {
                Assert.Null(host.Live(access).TakeFrame("test", ScriptedFrameReader.Frame(index == 33 ? Scene.TwoFaces : Scene.OneFace)));
                await host.Camera.NextReadAsync();
            }
        }

        await host.StoredAsync(all[33]);
        var tiles = await host.Get<LiveWall>().ReadAsync(proctor, null, default);

        Assert.Equal(50, tiles.Count);
        Assert.All(tiles, tile => Assert.Equal((WatchState.Active, true, true), (tile.Watching, tile.Connected, tile.Picture > 0)));
        var worst = tiles.MaxBy(tile => tile.Urgency)!;
        Assert.Equal((all[33].SessionId, "Another face in view", true), (worst.Id, worst.MainFlag!.Title, worst.Risk > 0));
        Assert.Equal(ScriptedFrameReader.Frame(Scene.TwoFaces), await host.Get<LiveWall>().PictureAsync(proctor, worst.Id, default));
        var reviewer = await db.HireAsync("Rita", StaffRoles.Reviewer);
        Assert.Empty(await host.Get<LiveWall>().ReadAsync(reviewer, null, default));
        Assert.Null(await host.Get<LiveWall>().PictureAsync(reviewer, worst.Id, default));
    }

    [Fact]
    public async Task A_message_reaches_the_candidate_once_and_is_marked_when_shown()
    {
        await using var host = await CoreHost.CreateAsync();
        await using var db = host.OpenDatabase();
        var proctor = await db.HireAsync("Pia", StaffRoles.Proctor);
        var auditor = await db.HireAsync("Al", StaffRoles.Auditor);
        var access = await host.StartSessionAsync();
        List<SessionNews> news = [];
        using var following = host.Get<SessionFeed>().Follow(access.SessionId, news.Add);
        var interventions = host.Get<Interventions>();

        await Assert.ThrowsAnyAsync<ValidationException>(() =>
            interventions.WriteAsync(proctor, access.SessionId, new string('x', 501), default)
        );
        Assert.Equal(ReviewOutcome.NotThere, await interventions.WriteAsync(auditor, access.SessionId, "hello", default));
        Assert.Equal(ReviewOutcome.Done, await interventions.WriteAsync(proctor, access.SessionId, " hello ", default));

        var message = Assert.Single(news.OfType<MessageNews>());
        Assert.Equal(message.Id, Assert.Single(await db.UnseenAsync(access.SessionId)).Id);
        await host.Get<CandidateMessages>().ShownAsync(new SessionAccess(access.SessionId, "wrong"), message.Id, default);
        Assert.Single(await db.UnseenAsync(access.SessionId));
        await host.Get<CandidateMessages>().ShownAsync(access, message.Id, default);
        Assert.Empty(await db.UnseenAsync(access.SessionId));
        Assert.Equal(
            ("hello", host.Now),
            (await host.Get<LiveWall>().DetailsAsync(proctor, access.SessionId, default))!
                .Messages.Select(row => (row.Text, row.ShownAt!.Value))
                .Single()
        );
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Candidate_and_proctor_write_to_each_other_and_a_message_stays_until_it_is_closed(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        var proctor = await db.HireAsync("Pia", StaffRoles.Proctor);
        var access = await host.StartSessionAsync();
        var messages = host.Get<CandidateMessages>();
        await host.Get<Interventions>().WriteAsync(proctor, access.SessionId, "hello", default);
        host.Clock.Advance(TimeSpan.FromSeconds(1));

        var wrong = new SessionAccess(access.SessionId, "wrong");
        Assert.Null(await messages.WriteAsync(wrong, "not mine", null, default));
        Assert.Empty(await messages.ConversationAsync(wrong, default));
        await Assert.ThrowsAnyAsync<ValidationException>(() => messages.WriteAsync(access, " ", null, default));
        Assert.NotNull(await messages.WriteAsync(access, " my camera stopped ", new string('x', 2000), default));

        var lines = await messages.ConversationAsync(access, default);
        Assert.Equal(
            [(false, "hello", false), (true, "my camera stopped", true)],
            lines.Select(line => (line.Own, line.Text, line.Closed))
        );
        var details = (await host.Get<LiveWall>().DetailsAsync(proctor, access.SessionId, default))!.Messages;
        Assert.Equal([("Pia", false), ("", true)], details.Select(row => (row.Author, row.FromCandidate)));
        Assert.Equal(1000, details[1].PageState!.Length);
        await messages.CloseAsync(wrong, lines[0].Id, default);
        Assert.False((await messages.ConversationAsync(access, default))[0].Closed);
        await messages.CloseAsync(access, lines[0].Id, default);
        Assert.True((await messages.ConversationAsync(access, default))[0].Closed);

        // Ten within a minute.
        for (var sent = 1; sent < 10; sent++)
            Assert.NotNull(await messages.WriteAsync(access, "again", null, default));
        Assert.Null(await messages.WriteAsync(access, "again", null, default));
        host.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.NotNull(await messages.WriteAsync(access, "later", null, default));
        await host.Get<SessionCloser>().SubmitAsync(access, null, default);
        Assert.Null(await messages.WriteAsync(access, "too late", null, default));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task After_an_end_by_staff_the_answers_count_and_the_report_states_the_reason(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        var proctor = await db.HireAsync("Pia", StaffRoles.Proctor);
        var reviewer = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var access = await host.StartSessionAsync();
        var question = (await host.Get<SessionOpener>().QuestionsAsync(access, default))[0];
        await host.Get<AnswerStore>().KeepAsync(access, question.Id, 1, default);

        Assert.Equal(ReviewOutcome.NotThere, await host.Get<Interventions>().EndAsync(reviewer, access.SessionId, "no right", default));
        Assert.Equal(ReviewOutcome.Done, await host.Get<Interventions>().EndAsync(proctor, access.SessionId, "second person", default));
        Assert.Equal(ReviewOutcome.NotThere, await host.Get<Interventions>().EndAsync(proctor, access.SessionId, "again", default));

        // The result appears when the candidate can no longer be readmitted.
        Assert.True((await host.Get<ReportReader>().FindAsync(access, default))!.Withheld);
        host.Clock.Advance(ProctoringSession.ReadmittedWithin);
        var report = (await host.Get<ReportReader>().FindAsync(access, default))!;
        Assert.Equal((true, "second person", 1), (report.EndedByOthers, report.EndReason, report.CorrectAnswers));
        var entry = await db.AuditEntries.SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal(("session_ended", "second person", "Pia"), (entry.Action, entry.Reason, entry.ActorName));
        Assert.Null(await host.Get<LiveWall>().DetailsAsync(proctor, access.SessionId, default));
    }

    [Fact]
    public async Task A_candidate_comments_only_on_their_own_flags_and_until_the_verdict()
    {
        await using var host = await CoreHost.CreateAsync();
        await using var db = host.OpenDatabase();
        var reviewer = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var access = await host.StartSessionAsync();
        host.Signal(access, act: new(Proctoring.Core.Observations.BrowserActs.Paste, "12 characters"));
        var report = (await host.Get<SessionCloser>().SubmitAsync(access, null, default))!;
        var flag = report.Violations.Single();
        var other = await db.FlagAsync(await db.SitAsync("other"));
        var voice = host.Get<CandidateMessages>();

        await Assert.ThrowsAnyAsync<ValidationException>(() => voice.ReplyAsync(access, flag.Id, " ", default));
        Assert.Equal(ReviewOutcome.NotThere, await voice.ReplyAsync(access, other.Id, "mine?", default));
        Assert.Equal(
            ReviewOutcome.NotThere,
            await voice.ReplyAsync(new SessionAccess(access.SessionId, "wrong"), flag.Id, "mine", default)
        );
        Assert.Equal(ReviewOutcome.Done, await voice.ReplyAsync(access, flag.Id, "my own notes", default));
        Assert.Equal(ReviewOutcome.Done, await voice.ReplyAsync(access, flag.Id, "my own formula", default));
        Assert.Equal("my own formula", (await host.Get<CaseReader>().FindAsync(reviewer, access.SessionId, default))!.Flags.Single().Reply);
        await host.Get<SessionVerdicts>().GiveAnywayAsync(host.Get<CaseReader>(), reviewer, access.SessionId, Verdict.Clear, "fine");
        Assert.Equal(ReviewOutcome.Settled, await voice.ReplyAsync(access, flag.Id, "too late", default));
        Assert.Equal("my own formula", (await voice.RepliesAsync(access, default)).Values.Single());
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Comments_are_accepted_until_the_policys_deadline(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind, ("Proctoring:Policies:standard:CommentWithin", "2.00:00:00"));
        var voice = host.Get<CandidateMessages>();
        var running = await host.StartSessionAsync();
        Assert.Null(await voice.ReviewAsync(running, default));
        host.Signal(running, act: new(Proctoring.Core.Observations.BrowserActs.Paste, "12 characters"));
        var flag = (await host.Get<SessionCloser>().SubmitAsync(running, null, default))!.Violations.Single();
        var ended = host.Now;

        var open = (await voice.ReviewAsync(running, default))!;
        Assert.Equal((null, true), (open.Verdict, open.MayComment));
        Assert.Equal(ended.AddDays(2), open.CommentBy, TimeSpan.FromSeconds(1));
        host.Clock.Advance(TimeSpan.FromDays(2) - TimeSpan.FromMinutes(1));
        Assert.Equal(ReviewOutcome.Done, await voice.ReplyAsync(running, flag.Id, "in time", default));
        host.Clock.Advance(TimeSpan.FromMinutes(2));

        Assert.False((await voice.ReviewAsync(running, default))!.MayComment);
        Assert.Equal(ReviewOutcome.TooLate, await voice.ReplyAsync(running, flag.Id, "too late", default));
        Assert.Equal("in time", (await voice.RepliesAsync(running, default)).Values.Single());
        Assert.Null(await voice.ReviewAsync(new SessionAccess(running.SessionId, "wrong"), default));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task A_comment_waits_for_a_verdict_that_is_being_stored_and_is_then_too_late(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        var reviewer = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var (access, flag) = await FlaggedAsync(host);
        Task<ReviewOutcome> reply;
        await using (
            var act = (
                await ReviewAct.BeginAsync(host.Get<IDbContextFactory<ProctoringDb>>(), reviewer, access.SessionId, host.Now, default)
            )!
        )
        {
            (act.Session.Verdict, act.Session.VerdictAt) = (Verdict.Clear, host.Now);
            reply = Task.Run(
                () => host.Get<CandidateMessages>().ReplyAsync(access, flag, "my own notes", default),
                TestContext.Current.CancellationToken
            );
            await Assert.ThrowsAsync<TimeoutException>(() =>
                reply.WaitAsync(TimeSpan.FromMilliseconds(500), TestContext.Current.CancellationToken)
            );
            await act.StoreAsync(default);
        }

        Assert.Equal(ReviewOutcome.Settled, await reply);
        Assert.False(await db.CandidateReplies.AnyAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Two_tabs_that_comment_at_once_leave_one_comment(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        var voice = host.Get<CandidateMessages>();
        var (access, first) = await FlaggedAsync(host);
        var session = await db.Sessions.SingleAsync(row => row.Id == access.SessionId, TestContext.Current.CancellationToken);
        List<Guid> flags = [first];
        for (var minute = 1; minute < 8; minute++)
            flags.Add((await db.FlagAsync(session, at: minute)).Id);

        foreach (var flag in flags)
        {
            var outcomes = await Task.WhenAll(
                Enumerable.Range(0, 4).Select(tab => Task.Run(() => voice.ReplyAsync(access, flag, $"tab {tab}", default)))
            );
            Assert.All(outcomes, outcome => Assert.Equal(ReviewOutcome.Done, outcome));
        }

        Assert.Equal(flags.Count, await db.CandidateReplies.CountAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_timeline_shows_faces_speech_and_gaps()
    {
        await using var host = await CoreHost.CreateAsync();
        await using var db = host.OpenDatabase();
        var reviewer = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var session = await db.SitAsync("s-1");
        await db.ObserveAsync(session);

        var timeline = (await host.Get<SessionTimeline>().ReadAsync(reviewer, session.Id, default))!;

        TimelineStep At(double seconds) => timeline.Steps[(int)(seconds / 1800 * SessionTimeline.Steps)];
        Assert.Equal(SessionTimeline.Steps, timeline.Steps.Count);
        Assert.Equal((1, 0d, false), (At(300).Faces, At(300).FaceAway, At(300).Blind));
        Assert.Equal(1d, At(620).FaceAway);
        Assert.True(At(950).Blind);
        Assert.Null(At(950).Faces);
        Assert.True(At(1230).Speech > 0.5);
        Assert.False(At(1410).Connected);
        Assert.InRange(At(94).Yaw!.Value, 20, 25);
        Assert.Contains(timeline.Monitored, sensor => sensor is { Sensor: Proctoring.Core.Observations.Sensor.Camera, Share: <= 1 });
        Assert.Null(await host.Get<SessionTimeline>().ReadAsync(await db.HireAsync("Pia", StaffRoles.Proctor), session.Id, default));
    }

    /// <summary>A finished session with one flag.</summary>
    static async Task<(SessionAccess Access, Guid Flag)> FlaggedAsync(CoreHost host)
    {
        var access = await host.StartSessionAsync();
        host.Signal(access, act: new(Proctoring.Core.Observations.BrowserActs.Paste, "12 characters"));
        return (access, (await host.Get<SessionCloser>().SubmitAsync(access, null, default))!.Violations.Single().Id);
    }
}
