using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Localization;
using Proctoring.Core.Observations;
using Proctoring.Core.Reports;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Tests.Support;
using Proctoring.Web.Verbs;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>A session is judged again from its stored observations, on each database.</summary>
public sealed class ReplayTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Under_its_own_policy_a_session_gives_the_recorded_flags(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.StartSessionAsync();
        foreach (
            var scene in new[]
            {
                Scene.OneFace,
                Scene.NoFace,
                Scene.OneFace,
                Scene.TwoFaces,
                Scene.OtherPerson,
                Scene.Dark,
                Scene.Blind,
                Scene.OneFace,
            }
        )
            await host.ShowAsync(access, scene, 9);
        host.Signal(access, new BrowserState(true, false, null, true));
        host.Signal(access, act: new BrowserAct(BrowserActs.Paste, "12 characters"));
        await host.ShowAsync(access, Scene.OneFace, 6);
        var report = await host.Get<SessionCloser>().SubmitAsync(access, null, default);

        var replay = await host.Get<SessionReplay>().RunAsync(access.SessionId, null, default);

        Assert.Equal(7, report!.Violations.Count);
        Assert.Equal(Recorded(report), Replayed(replay));
        Assert.Equal(
            report.Violations.Select(found => found.Sentence).Order(),
            replay.Violations.Select(found => (string?)found.Sentence).Order()
        );
        Assert.Equal((report.Risk!.Score, "standard", true), (replay.Risk.Score, replay.Policy, replay.Complete));
        await using var db = host.OpenDatabase();
        Assert.Equal(
            report.Risk.Score,
            (await db.Sessions.SingleAsync(row => row.Id == access.SessionId, TestContext.Current.CancellationToken)).RiskScore
        );
        Assert.True(await db.ObservationChunks.CountAsync(TestContext.Current.CancellationToken) > 1);
        Assert.Contains("Another face in view", ReplayVerb.Describe(replay), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Under_another_policy_it_gives_the_flags_of_that_policy(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.StartSessionAsync();
        await host.ShowAsync(access, Scene.OneFace, 5);
        await host.ShowAsync(access, Scene.NoFace, 2.5);
        await host.ShowAsync(access, Scene.OneFace, 5);
        var report = await host.Get<SessionCloser>().SubmitAsync(access, null, default);

        var strict = await host.Get<SessionReplay>().RunAsync(access.SessionId, "strict", default);

        Assert.Empty(report!.Violations);
        Assert.Equal("face_not_detected", Assert.Single(strict.Violations).Type);
        Assert.True(strict.Risk.Score > 0);
        var unknown = await Assert.ThrowsAsync<ReplayException>(() =>
            host.Get<SessionReplay>().RunAsync(access.SessionId, "lenient", default)
        );
        Assert.Contains("there are practice, relaxed, standard, strict", unknown.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ReplayException>(() => host.Get<SessionReplay>().RunAsync(Guid.NewGuid(), null, default));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task After_a_crash_all_flushed_observations_exist_and_two_engines_stay_separate(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.StartSessionAsync();
        await host.ShowAsync(access, Scene.OneFace, 10);
        await host.ShowAsync(access, Scene.NoFace, 60);
        await host.StoredAsync(access);
        await host.CrashAndRestartAsync(away: TimeSpan.FromMinutes(1));
        host.Live(access).Join(new CandidateConnection("test"), takeOver: true);
        await host.ShowAsync(access, Scene.NoFace, 10);
        await host.ShowAsync(access, Scene.OneFace, 10);
        var report = await host.Get<SessionCloser>().SubmitAsync(access, null, default);

        var replay = await host.Get<SessionReplay>().RunAsync(access.SessionId, null, default);

        Assert.Equal(
            ["face_not_detected", "face_not_detected", "monitoring_degraded"],
            report!.Violations.Select(found => found.Type).Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            report.Violations.Select(found => (found.Type, found.BeganAt)).Order(),
            replay.Violations.Select(found => (found.Type, found.Began)).Order()
        );
        Assert.Equal(
            Recorded(report).Where(found => found.Began > report.StartedAt.AddSeconds(90)),
            Replayed(replay).Where(found => found.Began > report.StartedAt.AddSeconds(90))
        );
        Assert.True(
            replay.Violations.Min(found => found.Ended) >= report.StartedAt.AddSeconds(35),
            "at most half a minute of the series is lost"
        );
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_session_is_judged_by_its_policy_and_its_candidates_overrides_at_the_start(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await host.Get<AccommodationStore>()
            .KeepAsync(Student.OwnPages, "student-1", new RuleOverride("face_not_detected", "enabled", "true"), "tried", default);
        await host.Get<AccommodationStore>()
            .KeepAsync(
                Student.OwnPages,
                "student-1",
                new RuleOverride("face_not_detected", "Enabled", "false"),
                "sits far from the camera",
                default
            );
        await using (var db = host.OpenDatabase())
            await db.Exams.ExecuteUpdateAsync(set => set.SetProperty(exam => exam.Policy, "strict"), TestContext.Current.CancellationToken);
        var access = await host.StartSessionAsync();
        // Later overrides are for later sessions.
        await host.Get<AccommodationStore>()
            .KeepAsync(Student.OwnPages, "student-1", new RuleOverride("camera_blocked", "Enabled", "false"), "later", default);

        await host.ShowAsync(access, Scene.NoFace, 10);
        await host.StoredAsync(access);
        await host.CrashAndRestartAsync(away: TimeSpan.FromSeconds(1));
        host.Live(access).Join(new CandidateConnection("test"), takeOver: true);
        await host.ShowAsync(access, Scene.NoFace, 10);
        await host.ShowAsync(access, Scene.Dark, 10);
        var report = await host.Get<SessionCloser>().SubmitAsync(access, null, default);

        Assert.Equal("camera_blocked", Assert.Single(report!.Violations).Type);
        Assert.Equal(
            ("strict", new RuleOverride("face_not_detected", "Enabled", "false")),
            (report.Policy, Assert.Single(report.Accommodations))
        );
        Assert.Equal(2, (await host.Get<AccommodationStore>().ListAsync(null, default)).Count);
        Assert.Empty(await host.Get<AccommodationStore>().ListAsync("student-2", default));
    }

    [Theory]
    [InlineData("student-1", "suspicious_glance", "Enabled", "false", "why", "no such rule; there are")]
    [InlineData("student-1", "tab_switch", "On", "false", "why", "no such setting; there are")]
    [InlineData("student-1", "tab_switch", "Enabled", "perhaps", "why", "truth value")]
    [InlineData("student-1", "camera_lost", "Silence", "00:00:03", "why", "must be at least one and a half times")]
    [InlineData("student-1", "tab_switch", "Enabled", "false", " ", "reason is required")]
    [InlineData("", "tab_switch", "Enabled", "false", "why", "student_id is required")]
    public async Task A_wrong_accommodation_is_refused_with_the_known_values(
        string student,
        string rule,
        string setting,
        string value,
        string reason,
        string message
    )
    {
        await using var host = await CoreHost.CreateAsync();

        var mistake = await Assert.ThrowsAnyAsync<ValidationException>(() =>
            host.Get<AccommodationStore>().KeepAsync(Student.OwnPages, student, new RuleOverride(rule, setting, value), reason, default)
        );

        Assert.Contains(message, mistake.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "ExtraTimePercent", "the number must be a whole number from 0 to 300")]
    [InlineData("de", "BreakMinutes", "die Zahl muss eine ganze Zahl von 0 bis 240 sein")]
    [InlineData("fr", "ExtraMinutes", "le nombre doit être un nombre entier de 0 à 600")]
    [InlineData("en", "HiddenTimer", "this rule does not allow the value")]
    public async Task A_page_names_the_numbers_that_an_arrangement_allows(string language, string setting, string shown)
    {
        await using var host = await CoreHost.CreateAsync();
        using var speak = new SpeakIn(language);
        var change = new RuleOverride(ExamArrangements.Id, setting, "601");

        var mistake = await Assert.ThrowsAsync<ShownRefusalException>(() =>
            host.Get<AccommodationStore>().KeepAsync(Student.OwnPages, "student-1", change, "why", default)
        );

        Assert.Equal(shown, mistake.Shown);
    }

    [Fact]
    public async Task An_unknown_policy_in_a_request_names_its_field_and_the_known_policies()
    {
        await using var host = await CoreHost.CreateAsync();
        var request = new SessionRequest
        {
            StudentId = "s",
            ExamName = "Exam",
            TotalQuestions = 3,
            Proctored = true,
            Consented = true,
            Policy = "lenient",
        };

        var mistake = await Assert.ThrowsAnyAsync<ValidationException>(() => host.Get<SessionOpener>().OpenAsync(request, default));

        Assert.Equal("policy: there is no policy \"lenient\"; there are practice, relaxed, standard, strict", mistake.Message);
        var access = await host.Get<SessionOpener>().OpenAsync(request with { Policy = "Strict" }, default);
        await using var db = host.OpenDatabase();
        Assert.Equal(
            "strict",
            (await db.Sessions.SingleAsync(row => row.Id == access.SessionId, TestContext.Current.CancellationToken)).Policy
        );
    }

    static List<(string Type, DateTime Began, DateTime Ended, int Seen, int Looked, double Peak, double Mean)> Recorded(
        ReportContent report
    ) =>
        [
            .. report
                .Violations.Select(found =>
                    (
                        found.Type,
                        found.BeganAt,
                        found.EndedAt,
                        found.FramesSeen,
                        found.FramesLooked,
                        found.PeakConfidence,
                        found.MeanConfidence
                    )
                )
                .Order(),
        ];

    static List<(string Type, DateTime Began, DateTime Ended, int Seen, int Looked, double Peak, double Mean)> Replayed(
        ReplayResult replay
    ) =>
        [
            .. replay
                .Violations.Select(found =>
                    (found.Type, found.Began, found.Ended, found.FramesSeen, found.FramesLooked, found.PeakConfidence, found.MeanConfidence)
                )
                .Order(),
        ];
}
