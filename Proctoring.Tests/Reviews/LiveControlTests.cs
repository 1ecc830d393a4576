using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Reports;
using Proctoring.Core.Reviews;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Reviews;

/// <summary>Tests messages to several candidates, a proctor's notes and flags, and readmission.</summary>
public sealed class LiveControlTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_message_to_several_candidates_names_those_who_cannot_read_it(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        var proctor = await db.HireAsync("Pia", StaffRoles.Proctor);
        var other = await db.HireAsync("Olga", StaffRoles.Proctor);
        var connected = await StartAsync(host, "connected");
        host.Live(connected).Join(new CandidateConnection("test"), takeOver: true);
        var away = await StartAsync(host, "away");
        var over = await StartAsync(host, "over");
        await host.Get<SessionCloser>().SubmitAsync(over, null, default);
        var hidden = await db.SitAsync("hidden", exam: "Secret", status: SessionStatus.Running);
        db.Add(new ExamReviewer { ExamName = "Secret", UserId = other.UserId!.Value });
        await db.SaveChangesAsync(Cancellation);
        Guid[] all = [connected.SessionId, away.SessionId, over.SessionId, hidden.Id, Guid.NewGuid(), away.SessionId];
        List<SessionNews> news = [];
        using var following = host.Get<SessionFeed>().Follow(connected.SessionId, news.Add);
        var interventions = host.Get<Interventions>();

        await Assert.ThrowsAnyAsync<ValidationException>(() => interventions.WriteToManyAsync(proctor, all, " ", default));
        Assert.Empty(await interventions.WriteToManyAsync(await db.HireAsync("Al", StaffRoles.Auditor), all, "hello", default));
        var deliveries = await interventions.WriteToManyAsync(proctor, all, " ten minutes left ", default);

        Assert.Equal(
            [("away", DeliveryState.NotConnected), ("connected", DeliveryState.Sent), ("over", DeliveryState.NotRunning)],
            deliveries.Select(one => (one.Student, one.State)).Order()
        );
        Assert.Equal("ten minutes left", Assert.Single(news.OfType<MessageNews>()).Text);
        Assert.Equal("ten minutes left", Assert.Single(await db.UnseenAsync(away.SessionId)).Text);
        Assert.Equal(2, await db.StaffMessages.CountAsync(Cancellation));
        var entries = await db.AuditEntries.Where(row => row.Action == "message_sent").ToListAsync(Cancellation);
        Assert.Equal(new Guid?[] { connected.SessionId, away.SessionId }.Order(), entries.Select(entry => entry.SessionId).Order());
        Assert.All(entries, entry => Assert.Equal(("the candidate, with 2 others", "Pia"), (entry.Subject, entry.ActorName)));
        foreach (var session in new[] { connected, away, over })
            await IntactAsync(host, session);
    }

    [Fact]
    public async Task Flags_by_staff_that_the_policy_switches_off_are_neither_offered_nor_stored()
    {
        await using var host = await CoreHost.CreateAsync(
            DatabaseKind.Sqlite,
            ("Proctoring:Policies:standard:Rules:seen_by_person:Enabled", "false")
        );
        await using var db = host.OpenDatabase();
        var proctor = await db.HireAsync("Pia", StaffRoles.Proctor);
        var reviewer = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var id = (await host.StartSessionAsync()).SessionId;
        var flags = host.Get<ProctorFlags>();

        Assert.Equal(ReviewOutcome.FlagsOff, await flags.RaiseAsync(proctor, id, Severity.High, "He talks", default));
        Assert.Equal(ReviewOutcome.NotThere, await flags.RaiseAsync(reviewer, id, Severity.High, "No right", default));

        Assert.False((await host.Get<LiveWall>().DetailsAsync(proctor, id, default))!.CanFlag);
        Assert.False(await db.Violations.AnyAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_proctor_adds_a_note_and_raises_a_flag_with_the_newest_picture(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        var proctor = await db.HireAsync("Pia", StaffRoles.Proctor);
        var reviewer = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var (notes, flags) = (host.Get<ReviewNotes>(), host.Get<ProctorFlags>());
        var access = await host.StartSessionAsync();
        var id = access.SessionId;

        // Without a picture, then with one.
        Assert.Equal(ReviewOutcome.Done, await flags.RaiseAsync(proctor, id, Severity.Low, "He hums", default));
        await host.ShowAsync(access, Scene.OneFace, 2);
        Assert.Equal(ReviewOutcome.NotThere, await flags.RaiseAsync(reviewer, id, Severity.High, "No right", default));
        Assert.Equal(ReviewOutcome.NotThere, await notes.WriteLiveAsync(reviewer, id, "No right", default));
        await Assert.ThrowsAnyAsync<ValidationException>(() => flags.RaiseAsync(proctor, id, Severity.High, " ", default));
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(ReviewOutcome.Done, await flags.RaiseAsync(proctor, id, Severity.High, " He talks to someone ", default));
        Assert.Equal(ReviewOutcome.Done, await notes.WriteLiveAsync(proctor, id, "Asked him to stop", default));

        var details = (await host.Get<LiveWall>().DetailsAsync(proctor, id, default))!;
        Assert.Equal(("Asked him to stop", "Pia"), details.Notes.Select(note => (note.Text, note.Author)).Single());
        Assert.Equal((2, true), (details.Flags.Count, details.CanFlag));
        // The candidate does not see it during the exam, but in the report.
        Assert.Empty(await host.Get<MonitorReader>().ReadAsync(access, default));
        await host.StoredAsync(access);
        var report = (await host.Get<SessionCloser>().SubmitAsync(access, null, default))!;
        Assert.Equal(2, report.Violations.Count(flag => flag.Type == SeenByPersonRule.Id));
        Assert.Equal(ReviewOutcome.NotThere, await flags.RaiseAsync(proctor, id, Severity.High, "Too late", default));
        Assert.Equal(ReviewOutcome.NotThere, await notes.WriteLiveAsync(proctor, id, "Too late", default));

        var found = (await host.Get<CaseReader>().FindAsync(reviewer, id, default))!;
        var flag = found.Flags.Single(one => one.Detail == "He talks to someone");
        Assert.Equal(
            (Severity.High, null, "Pia", "Seen by a person (He talks to someone), noted by a person."),
            (flag.Severity, flag.Model, flag.Author, flag.Sentence)
        );
        Assert.Equal(
            ScriptedFrameReader.Frame(Scene.OneFace),
            (await host.Get<EvidenceReader>().ReadAsync(id, flag.Pictures.Single().Id, default))!.Value.Content
        );
        Assert.Empty(found.Flags.Single(one => one.Detail == "He hums").Pictures);
        Assert.Contains(found.Notes, note => note is { Text: "Asked him to stop", Author: "Pia" });
        Assert.Equal(
            ["flag_raised", "flag_raised", "note_written"],
            await db.AuditEntries.OrderBy(row => row.Id).Select(row => row.Action).ToListAsync(Cancellation)
        );
        Assert.Single(db.OutboxEvents.Where(row => row.ViolationId == flag.Id));
        await IntactAsync(host, access);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_readmitted_candidate_continues_with_answers_and_remaining_time(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        var proctor = await db.HireAsync("Pia", StaffRoles.Proctor);
        var reviewer = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var (interventions, readmissions, answers) = (host.Get<Interventions>(), host.Get<Readmissions>(), host.Get<AnswerStore>());
        var access = await host.StartSessionAsync();
        var id = access.SessionId;
        var questions = await host.Get<SessionOpener>().QuestionsAsync(access, default);
        await answers.KeepAsync(access, questions[0].Id, 1, default);
        await host.ShowAsync(access, Scene.OneFace, 3);
        // It is even ended during a pause.
        await interventions.PauseAsync(proctor, id, "A fire alarm", default);
        host.Clock.Advance(TimeSpan.FromMinutes(2));
        var left = await LeftAsync(host, access);
        await interventions.EndAsync(proctor, id, "Another candidate was meant", default);
        var ended = host.Now;

        // The solutions stay secret while the exam can continue.
        var early = (await host.Get<ReportReader>().FindAsync(access, default))!;
        Assert.Equal((true, null, 0), (early.Withheld, early.Score, early.Answers.Count));
        Assert.Equal(left, (await readmissions.ReadAsync(proctor, null, default)).Single().Remaining);
        Assert.Empty(await readmissions.ReadAsync(reviewer, null, default));
        host.Clock.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal(ReviewOutcome.NotThere, await readmissions.ReadmitAsync(reviewer, id, 0, "No right", default));
        await Assert.ThrowsAnyAsync<ValidationException>(() => readmissions.ReadmitAsync(proctor, id, 0, " ", default));
        List<SessionNews> news = [];
        using var following = host.Get<SessionFeed>().Follow(id, news.Add);
        Assert.Equal(ReviewOutcome.Done, await readmissions.ReadmitAsync(proctor, id, 3, "Ended by mistake", default));
        Assert.Equal(ReviewOutcome.NotThere, await readmissions.ReadmitAsync(proctor, id, 0, "Again", default));

        Assert.Contains(news, one => one is DeadlineNews { Change.Kind: TimeChangeKind.Pause });
        Assert.Null(await host.Get<ReportReader>().FindAsync(access, default));
        await IntactAsync(host, access);
        Assert.Equal(GapCause.PausedByStaff, host.Live(access).Sensors.PausedBy);
        Assert.Equal("Ended by mistake", (await host.Get<SessionOpener>().FindAsync(access, default))!.Pause!.Reason);
        Assert.Equal(AnswerOutcome.Stored, await answers.KeepAsync(access, questions[1].Id, 0, host.Now.AddSeconds(-1), default));
        host.Clock.Advance(TimeSpan.FromMinutes(5));
        host.Live(access).Join(new CandidateConnection("test"), takeOver: true);
        await interventions.ResumeAsync(proctor, id, default);
        Assert.Equal(left + TimeSpan.FromMinutes(3), await LeftAsync(host, access));
        var resumed = host.Now;
        await host.ShowAsync(access, Scene.OneFace, 3);
        await host.StoredAsync(access);

        var report = (await host.Get<SessionCloser>().SubmitAsync(access, null, default))!;
        Assert.Equal(2, report.Answers.Count(answer => answer.Choice is not (null or ReportedAnswer.NoChoice)));
        Assert.NotNull(report.Score);
        Assert.Empty(report.Violations);
        Assert.Equal(
            [("A fire alarm", ended), ("Ended by mistake", resumed)],
            ReportedPause.Of(report.TimeChanges).Select(pause => (pause.Reason, pause.EndedAt!.Value))
        );
        Assert.Contains(report.Gaps, gap => gap is { Sensor: Sensor.Camera, Cause: GapCause.PausedByStaff } && gap.BeganAt == ended);
        Assert.Equal(
            ["exam_paused", "session_ended", "session_readmitted", "exam_resumed"],
            await db.AuditEntries.OrderBy(row => row.Id).Select(row => row.Action).ToListAsync(Cancellation)
        );
        await IntactAsync(host, access);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task No_one_is_readmitted_after_the_result_a_verdict_or_an_hour(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        var proctor = await db.HireAsync("Pia", StaffRoles.Proctor);
        var reviewer = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var readmissions = host.Get<Readmissions>();
        var (judged, late) = (await StartAsync(host, "judged"), await StartAsync(host, "late"));
        Task<ReviewOutcome> ReadmitAsync(SessionAccess access, int minutes = 0) =>
            readmissions.ReadmitAsync(proctor, access.SessionId, minutes, "A mistake", default);

        Assert.Equal(ReviewOutcome.NotThere, await ReadmitAsync(late));
        await host.Get<Interventions>().EndAsync(proctor, judged.SessionId, "Why not", default);
        await host.Get<SessionVerdicts>().GiveAnywayAsync(host.Get<CaseReader>(), reviewer, judged.SessionId, Verdict.Clear, "fine");
        Assert.Equal(ReviewOutcome.Settled, await ReadmitAsync(judged));
        await host.Get<Interventions>().EndAsync(proctor, late.SessionId, "Why not", default);
        host.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(ReviewOutcome.TooLate, await ReadmitAsync(late));
        Assert.NotNull((await host.Get<ReportReader>().FindAsync(late, default))!.Score);

        foreach (var session in new[] { judged, late })
            await IntactAsync(host, session);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task No_one_is_readmitted_beside_a_newer_attempt_or_after_a_review_has_begun(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        var proctor = await db.HireAsync("Pia", StaffRoles.Proctor);
        var reviewer = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var (first, noted) = (await StartAsync(host, "twice"), await StartAsync(host, "noted"));
        foreach (var access in new[] { first, noted })
            await host.Get<Interventions>().EndAsync(proctor, access.SessionId, "Why not", default);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await StartAsync(host, "twice");
        await host.Get<ReviewNotes>().WriteAsync(reviewer, noted.SessionId, null, "Looked at it", default);

        foreach (var access in new[] { first, noted })
            Assert.Equal(
                ReviewOutcome.ResultShown,
                await host.Get<Readmissions>().ReadmitAsync(proctor, access.SessionId, 0, "A mistake", default)
            );
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task At_the_deadline_a_candidate_is_readmitted_only_with_extra_time_and_a_withheld_result(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        var proctor = await db.HireAsync("Pia", StaffRoles.Proctor);
        var readmissions = host.Get<Readmissions>();
        var access = await host.StartSessionAsync();
        var exam = await db.Exams.SingleAsync(row => row.Id == db.Sessions.First(one => one.Id == access.SessionId).ExamId, Cancellation);
        host.Clock.Advance(await LeftAsync(host, access) + TimeSpan.FromMinutes(1));
        await host.Get<SessionCloser>().SubmitAsync(access, null, default);
        Task<ReviewOutcome> ReadmitAsync(int minutes) =>
            readmissions.ReadmitAsync(proctor, access.SessionId, minutes, "The network was down", default);

        Assert.Equal(ReviewOutcome.ResultShown, await ReadmitAsync(5));
        exam.ShownDetail = ResultDetail.Nothing;
        await db.SaveChangesAsync(Cancellation);
        Assert.Equal(ReviewOutcome.NoTimeLeft, await ReadmitAsync(0));
        Assert.Equal(ReviewOutcome.Done, await ReadmitAsync(5));
        await host.Get<Interventions>().ResumeAsync(proctor, access.SessionId, default);
        Assert.Equal(TimeSpan.FromMinutes(5), await LeftAsync(host, access));
        await IntactAsync(host, access);
    }

    /// <summary>The exam time that is left, without a pause in progress.</summary>
    static async Task<TimeSpan> LeftAsync(CoreHost host, SessionAccess access)
    {
        var view = (await host.Get<SessionOpener>().FindAsync(access, Cancellation))!;
        return view.Pause?.TimeLeft ?? view.EndsAt!.Value - host.Now;
    }

    static async Task<SessionAccess> StartAsync(CoreHost host, string student)
    {
        var access = await host.OpenSessionAsync(student: student);
        await host.Get<SessionOpener>().StartAsync(access, Cancellation);
        return access;
    }

    static async Task IntactAsync(CoreHost host, SessionAccess access) =>
        Assert.Null((await host.Get<ChainVerifier>().VerifyAsync(access.SessionId, Cancellation)).Broken);
}
