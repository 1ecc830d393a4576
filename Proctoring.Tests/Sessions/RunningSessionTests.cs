using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;
using Proctoring.Core.Observations;
using Proctoring.Core.Reports;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Record;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>A session from its opening to its report, on each database, with a simulated camera and clock.</summary>
public sealed class RunningSessionTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Answers_are_stored_scored_and_reported(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.StartSessionAsync(proctored: false);
        var questions = await host.Get<SessionOpener>().QuestionsAsync(access, default);
        await using var db = host.OpenDatabase();
        var right = (await db.Questions.ToListAsync(TestContext.Current.CancellationToken)).ToDictionary(
            question => question.Id,
            question => ((SingleChoice)question.Body).RightChoice
        );

        // Nine right, one right only at the second attempt, two never answered.
        foreach (var question in questions.Take(9))
            Assert.Equal(AnswerOutcome.Stored, await host.Get<AnswerStore>().KeepAsync(access, question.Id, right[question.Id], default));
        await host.Get<AnswerStore>().KeepAsync(access, questions[9].Id, (right[questions[9].Id] + 1) % 4, default);
        await host.Get<AnswerStore>().KeepAsync(access, questions[9].Id, right[questions[9].Id], default);
        var report = await host.Get<SessionCloser>().SubmitAsync(access, null, default);

        Assert.NotNull(report);
        Assert.Equal((10, 12, 83.33m, false), (report.CorrectAnswers, report.TotalQuestions, report.Score, report.TimedOut));
        Assert.Equal(2, report.Answers.Count(answer => answer.Choice is null));
        Assert.Equal(AnswerOutcome.Closed, await host.Get<AnswerStore>().KeepAsync(access, questions[11].Id, 0, default));
        var again = await host.Get<SessionCloser>().SubmitAsync(access, 12, default);
        Assert.Equal(report.Score, again!.Score);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_detection_is_in_the_report_with_its_picture(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.StartSessionAsync();

        await host.ShowAsync(access, Scene.OneFace, 5);
        await host.ShowAsync(access, Scene.TwoFaces, 5);
        host.Signal(access, act: new BrowserAct(BrowserActs.Paste, "12 characters"));
        await host.ShowAsync(access, Scene.OneFace, 5);
        var report = await host.Get<SessionCloser>().SubmitAsync(access, null, default);

        Assert.Equal(
            ["multiple_faces_detected", "paste_attempt"],
            report!.Violations.Select(violation => violation.Type).Order(StringComparer.Ordinal)
        );
        var faces = report.Violations.Single(violation => violation.Type == "multiple_faces_detected");
        Assert.Equal((10, "scripted 1", "2 faces"), (faces.FramesSeen, faces.Model, faces.Detail));
        Assert.Equal(TimeSpan.FromSeconds(4.5), faces.Duration);
        var picture = await host.Get<EvidenceReader>().ReadAsync(access.SessionId, Assert.Single(faces.Evidence), default);
        Assert.Equal(ScriptedFrameReader.Frame(Scene.TwoFaces), picture!.Value.Content);
        Assert.Equal(30, report.FramesRead);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task The_clock_of_the_server_ends_a_session_once(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.StartSessionAsync(proctored: false);
        var question = (await host.Get<SessionOpener>().QuestionsAsync(access, default))[0];
        await host.Get<AnswerStore>().KeepAsync(access, question.Id, 1, default);

        host.Clock.Advance(TimeSpan.FromMinutes(20));
        await Task.WhenAll(
            host.Get<SessionCloser>().CloseOverdueAsync(default),
            host.Get<SessionCloser>().SubmitAsync(access, null, default)
        );

        var view = await host.Get<SessionOpener>().FindAsync(access, default);
        Assert.Equal(SessionStatus.TimedOut, view!.Status);
        var report = await host.Get<ReportReader>().FindAsync(access, default);
        Assert.True(report!.TimedOut);
        Assert.Equal(1, report.CorrectAnswers);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_crash_loses_no_answer_and_the_gap_is_on_record(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.StartSessionAsync();
        var question = (await host.Get<SessionOpener>().QuestionsAsync(access, default))[0];
        await host.Get<AnswerStore>().KeepAsync(access, question.Id, 2, default);
        await host.ShowAsync(access, Scene.NoFace, 10);
        var ends = (await host.Get<SessionOpener>().FindAsync(access, default))!.EndsAt;

        await host.StoredAsync(access);
        await host.CrashAndRestartAsync(away: TimeSpan.FromMinutes(1));
        host.Live(access).Join(new CandidateConnection("test"), takeOver: true);
        await host.ShowAsync(access, Scene.OneFace, 10);

        Assert.Equal(ends, (await host.Get<SessionOpener>().FindAsync(access, default))!.EndsAt);
        Assert.Equal(2, (await host.Get<AnswerStore>().ReadAsync(access, default))[question.Id].GetInt32());
        var report = await host.Get<SessionCloser>().SubmitAsync(access, null, default);
        var gap = Assert.Single(report!.Violations, violation => violation.Type == "monitoring_degraded");
        Assert.InRange(gap.Duration, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(66));
        var missing = Assert.Single(report.Violations, violation => violation.Type == "face_not_detected");
        Assert.True(missing.EndedAt <= gap.BeganAt, "no one saw the face missing while the server was not running");
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_short_break_of_the_server_splits_no_flag(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.StartSessionAsync();
        await host.ShowAsync(access, Scene.NoFace, 10);
        await host.StoredAsync(access);
        await host.CrashAndRestartAsync(away: TimeSpan.FromSeconds(2));
        // The page that sent before knows nothing of the new server, and must join first.
        var running = host.Get<IRunningSessions>();
        var page = new CandidateConnection("test");
        Assert.Equal(Refusal.NotJoined, await running.TakeFrameAsync(access.SessionId, page, ScriptedFrameReader.Frame(Scene.NoFace)));
        await running.JoinAsync(access.SessionId, page, takeOver: true);
        await host.ShowAsync(access, Scene.NoFace, 10);
        await host.ShowAsync(access, Scene.OneFace, 5);

        var report = await host.Get<SessionCloser>().SubmitAsync(access, null, default);

        var missing = Assert.Single(report!.Violations, violation => violation.Type == "face_not_detected");
        Assert.InRange(missing.Duration, TimeSpan.FromSeconds(18), TimeSpan.FromSeconds(24));
        Assert.DoesNotContain(report.Violations, violation => violation.Type is "monitoring_degraded" or "network_lost");
        Assert.True((await host.Get<ChainVerifier>().VerifyAsync(access.SessionId, default)).Intact);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_database_that_hangs_does_not_stop_the_analysis_of_frames(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.StartSessionAsync();
        await host.ShowAsync(access, Scene.OneFace, 3);
        var hang = host.Databases.Hang = new TaskCompletionSource();

        await host.ShowAsync(access, Scene.TwoFaces, 60);
        await host.ShowAsync(access, Scene.OneFace, 10);
        Assert.InRange(host.Live(access).FramesRead, 144, 146);

        host.Databases.Hang = null;
        hang.SetResult();
        var report = await host.Get<SessionCloser>().SubmitAsync(access, null, default);
        var flag = Assert.Single(report!.Violations);
        Assert.Equal(("multiple_faces_detected", 120), (flag.Type, flag.FramesSeen));
        Assert.Single(flag.Evidence);
    }

    [Fact]
    public async Task Models_that_fail_are_on_record_and_accuse_no_one()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();

        await host.ShowAsync(access, Scene.Blind, 15);
        var report = await host.Get<SessionCloser>().SubmitAsync(access, null, default);

        Assert.Equal("monitoring_degraded", Assert.Single(report!.Violations).Type);
    }

    [Fact]
    public async Task A_single_model_that_fails_is_on_record_although_a_face_is_found()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();

        await host.ShowAsync(access, Scene.OneFace, 5);
        await host.ShowAsync(access, Scene.PartlyBlind, 10);
        await host.ShowAsync(access, Scene.OneFace, 10);
        var report = await host.Get<SessionCloser>().SubmitAsync(access, null, default);

        Assert.Equal("monitoring_degraded", Assert.Single(report!.Violations).Type);
        var gap = Assert.Single(report.Gaps);
        Assert.Equal((Sensor.Server, GapCause.ModelsUnavailable), (gap.Sensor, gap.Cause));
        Assert.InRange(gap.Duration, TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(11));
    }

    [Fact]
    public async Task A_camera_that_falls_silent_is_on_record()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();
        await host.ShowAsync(access, Scene.OneFace, 3);
        var news = new TaskCompletionSource();
        using var following = host.Get<SessionFeed>()
            .Follow(
                access.SessionId,
                item =>
                {
                    if (item is ViolationNews { Change.Span.Kind.Id: "camera_lost" })
                        news.TrySetResult();
                }
            );

        await host.WaitAsync(access, 12);
        await news.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        var report = await host.Get<SessionCloser>().SubmitAsync(access, null, default);

        Assert.Equal("camera_lost", Assert.Single(report!.Violations).Type);
    }

    [Fact]
    public async Task A_damaged_frame_is_counted_and_ends_nothing()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();

        await host.ShowAsync(access, Scene.Damaged, 2);
        await host.ShowAsync(access, Scene.OneFace, 2);
        var report = await host.Get<SessionCloser>().SubmitAsync(access, null, default);

        Assert.Equal((4, 4), (report!.FramesRead, report.FramesRefused));
        Assert.Empty(report.Violations);
    }

    [Fact]
    public async Task A_reference_that_cannot_be_read_is_on_record()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.OpenSessionAsync();
        await using (var db = host.OpenDatabase())
            await db.Sessions.ExecuteUpdateAsync(
                set => set.SetProperty(row => row.ReferenceFace, new byte[] { 1, 2, 3 }),
                TestContext.Current.CancellationToken
            );
        await host.Get<SessionOpener>().StartAsync(access, default);
        var report = await host.Get<SessionCloser>().SubmitAsync(access, null, default);

        var note = Assert.Single(report!.Violations);
        Assert.Equal("monitoring_degraded", note.Type);
        Assert.Contains("identity is not checked", note.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_session_that_is_not_monitored_is_loaded_again()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();
        var stopped = await host.Get<LiveSessions>().StopAsync(access.SessionId);
        var opening = host.Get<LiveSessions>().OpenAsync(access.SessionId, default);
        Assert.Null(host.Get<LiveSessions>().Find(access.SessionId));

        stopped.Dispose();

        Assert.NotNull(await opening);
        Assert.Same(await opening, host.Get<LiveSessions>().Find(access.SessionId));
    }

    [Fact]
    public async Task A_proctored_session_does_not_start_without_a_reference()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.Get<SessionOpener>()
            .OpenAsync(
                new SessionRequest
                {
                    StudentId = "s",
                    ExamSlug = DemoExam.Slug,
                    Proctored = true,
                    Consented = true,
                },
                default
            );

        var view = await host.Get<SessionOpener>().StartAsync(access, default);

        Assert.Equal(SessionStatus.Preparing, view!.Status);
        Assert.Empty(await host.Get<SessionOpener>().QuestionsAsync(access, default));
    }

    [Fact]
    public async Task Another_token_opens_nothing()
    {
        await using var host = await CoreHost.CreateAsync();
        var mine = await host.StartSessionAsync(proctored: false);
        var other = await host.StartSessionAsync(proctored: false);
        var mixed = mine with { Token = other.Token };
        var question = (await host.Get<SessionOpener>().QuestionsAsync(mine, default))[0];

        Assert.Null(await host.Get<SessionOpener>().FindAsync(mixed, default));
        Assert.Null(await host.Get<SessionOpener>().StartAsync(mixed, default));
        Assert.Empty(await host.Get<SessionOpener>().QuestionsAsync(mixed, default));
        Assert.Equal(AnswerOutcome.NoSuchQuestion, await host.Get<AnswerStore>().KeepAsync(mixed, question.Id, 0, default));
        Assert.Empty(await host.Get<AnswerStore>().ReadAsync(mixed, default));
        Assert.Null(await host.Get<SessionCloser>().SubmitAsync(mixed, null, default));
        await host.Get<SessionCloser>().SubmitAsync(mine, null, default);
        Assert.Null(await host.Get<ReportReader>().FindAsync(mixed, default));
    }

    [Theory]
    [InlineData("", "demo", 10, true, "student_id is required")]
    [InlineData("s", null, 10, true, "exam_name is required")]
    [InlineData("s", "Exam", null, true, "total_questions is required")]
    [InlineData("s", "Exam", 0, true, "total_questions must be from 1 to 1000")]
    [InlineData("s", "Exam", 10, false, "consent is required")]
    public async Task Bad_input_names_its_field(string student, string? exam, int? questions, bool consented, string message)
    {
        await using var host = await CoreHost.CreateAsync();
        var request = new SessionRequest
        {
            StudentId = student,
            ExamName = exam,
            TotalQuestions = questions,
            Proctored = true,
            Consented = consented,
        };

        var mistake = await Assert.ThrowsAnyAsync<ValidationException>(() => host.Get<SessionOpener>().OpenAsync(request, default));

        Assert.Contains(message, mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exam_of_another_system_is_scored_by_its_host()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.Get<SessionOpener>()
            .OpenAsync(
                new SessionRequest
                {
                    StudentId = "s",
                    ExamName = "Their exam",
                    TotalQuestions = 8,
                    Proctored = false,
                },
                default
            );
        await host.Get<SessionOpener>().StartAsync(access, default);

        var report = await host.Get<SessionCloser>().SubmitAsync(access, 7, default);

        Assert.Equal((7, 87.5m), (report!.CorrectAnswers, report.Score));
        Assert.Empty(report.Answers);
    }
}
