using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Integration;
using Proctoring.Core.Observations;
using Proctoring.Core.Reports;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Integration;

/// <summary>An exam that another system runs and monitors with analyze-frame: the server records its findings and the gaps.</summary>
public sealed class AnalyzedExamTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Three_frames_do_not_cover_an_hour(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var opened = await OpenAsync(host);
        foreach (var pause in new[] { 10, 1800, 1800 })
        {
            host.Clock.Advance(TimeSpan.FromSeconds(pause));
            await ShowAsync(host, opened, Scene.OneFace);
        }

        host.Clock.Advance(TimeSpan.FromSeconds(20));
        var report = await EndAsync(host, opened);

        Assert.Equal(
            [(TimeSpan.FromMinutes(30), "not_watched"), (TimeSpan.FromMinutes(30), "not_watched")],
            report.Violations.Select(violation => (violation.Duration, violation.Type))
        );
        Assert.Equal(2, report.Gaps.Count);
        Assert.All(report.Gaps, gap => Assert.Equal((Sensor.Camera, GapCause.NoFrames), (gap.Sensor, gap.Cause)));
        Assert.True(report.Risk!.Score > 0);
    }

    [Fact]
    public async Task The_time_before_the_first_frame_and_after_the_last_are_gaps()
    {
        await using var host = await CoreHost.CreateAsync();
        var opened = await OpenAsync(host);
        host.Clock.Advance(TimeSpan.FromSeconds(40));
        await ShowAsync(host, opened, Scene.OneFace);
        host.Clock.Advance(TimeSpan.FromSeconds(29));
        await ShowAsync(host, opened, Scene.OneFace);
        host.Clock.Advance(TimeSpan.FromSeconds(50));

        var report = await EndAsync(host, opened);

        Assert.Equal([40, 50], report.Gaps.Select(gap => gap.Duration.TotalSeconds));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task What_the_frames_show_is_on_record_with_a_picture(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var opened = await OpenAsync(host);
        foreach (var scene in new[] { Scene.OneFace, Scene.TwoFaces, Scene.TwoFaces, Scene.TwoFaces, Scene.TwoFaces, Scene.OneFace })
        {
            host.Clock.Advance(TimeSpan.FromSeconds(2));
            await ShowAsync(host, opened, scene);
        }

        var report = await EndAsync(host, opened);

        var violation = Assert.Single(report.Violations);
        Assert.Equal("multiple_faces_detected", violation.Type);
        Assert.Equal(TimeSpan.FromSeconds(6), violation.Duration);
        Assert.Single(violation.Evidence);
    }

    [Fact]
    public async Task A_condition_that_lasts_to_the_last_frame_ends_with_it_and_nothing_is_recorded_after_the_end()
    {
        await using var host = await CoreHost.CreateAsync();
        var opened = await OpenAsync(host);
        for (var frame = 0; frame < 6; frame++)
        {
            host.Clock.Advance(TimeSpan.FromSeconds(2));
            await ShowAsync(host, opened, Scene.NoFace);
        }

        var lastFrame = host.Now;
        host.Clock.Advance(TimeSpan.FromSeconds(20));
        var report = await EndAsync(host, opened);
        await Assert.ThrowsAsync<CallRefusedException>(() => ShowAsync(host, opened, Scene.TwoFaces));

        Assert.Equal("face_not_detected", Assert.Single(report.Violations).Type);
        await using var db = host.OpenDatabase();
        Assert.Equal(lastFrame, (await db.Violations.SingleAsync(TestContext.Current.CancellationToken)).EndedAt);
    }

    [Fact]
    public async Task A_frame_that_a_model_could_not_analyse_is_refused_and_never_a_clean_one()
    {
        await using var host = await CoreHost.CreateAsync();
        var opened = await OpenAsync(host);
        await ShowAsync(host, opened, Scene.OneFace);

        await Assert.ThrowsAsync<CallRefusedException>(() => ShowAsync(host, opened, Scene.PartlyBlind));
    }

    static Task<OpenedSession> OpenAsync(CoreHost host) =>
        host.Get<ExamStarts>()
            .OpenAsync(
                ApiCaller.Anybody,
                new ExamStart
                {
                    Student = new StudentName("user_2abc", null),
                    ExamName = "Interview",
                    TotalQuestions = 10,
                },
                CancellationToken.None
            );

    static Task<AnalyzedFrame> ShowAsync(CoreHost host, OpenedSession opened, Scene scene) =>
        host.Get<FrameAnalysis>()
            .ReadAsync(
                ApiCaller.Anybody,
                new FrameOwner(true, opened.Number, null),
                ScriptedFrameReader.Frame(scene),
                _ => Task.FromResult<IDisposable>(new MemoryStream()),
                CancellationToken.None
            );

    static async Task<ReportContent> EndAsync(CoreHost host, OpenedSession opened)
    {
        await host.Get<ExamSubmission>().SubmitAsync(ApiCaller.Anybody, new SessionName(opened.Number, null), 5, [], default);
        return (await host.Get<ReportReader>().FindAsync(opened.Access, default))!;
    }
}
