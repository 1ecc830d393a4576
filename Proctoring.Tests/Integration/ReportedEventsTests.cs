using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Reports;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Policies;
using Proctoring.Core.Storage.Record;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Integration;

/// <summary>Tests the events and results that other systems report, on each database.</summary>
public sealed class ReportedEventsTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static Task<OpenedSession> OpenAsync(CoreHost host, string student = "user_2abc", string exam = "Interview") =>
        host.Get<ExamStarts>()
            .OpenAsync(
                ApiCaller.Anybody,
                new ExamStart
                {
                    Student = new StudentName(student, null),
                    ExamName = exam,
                    TotalQuestions = 10,
                },
                CancellationToken.None
            );

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task The_same_event_sent_ten_times_at_once_is_one(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var opened = await OpenAsync(host);
        var reported = new ReportedEvent
        {
            Type = "paste_attempt",
            ClientEventId = "e-1",
            Picture = new EvidencePicture([1, 2, 3], "image/jpeg"),
        };
        List<SessionNews> news = [];
        using var following = host.Get<SessionFeed>()
            .Follow(
                opened.Access.SessionId,
                item =>
                {
                    lock (news)
                        news.Add(item);
                }
            );

        var recorded = await Task.WhenAll(
            Enumerable
                .Range(0, 10)
                .Select(_ =>
                    Task.Run(() =>
                        host.Get<ReportedEvents>()
                            .RecordAsync(
                                ApiCaller.Anybody,
                                new SessionName(null, new StudentName("user_2abc", null)),
                                reported,
                                CancellationToken.None
                            )
                    )
                )
        );

        Assert.Single(recorded, one => one.Created);
        Assert.Single(recorded.Select(one => one.Id).Distinct());
        await using var db = host.OpenDatabase();
        var row = await db.Violations.Include(violation => violation.Evidence).SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal((recorded[0].Id, "e-1"), (row.Id, row.ClientEventId));
        Assert.Equal(
            [1, 2, 3],
            (await host.Get<EvidenceReader>().ReadAsync(opened.Access.SessionId, Assert.Single(row.Evidence).Id, default))!.Value.Content
        );
        // Pages that follow the session get it once as it begins and once as it ends.
        Assert.Equal(2, news.OfType<ViolationNews>().Count());
        // The pictures of the other nine were removed.
        Assert.Single(
            Directory.GetFiles(host.Get<Core.ProctoringPaths>().Evidence, "*", SearchOption.AllDirectories),
            file => Path.GetFileName(file) != "chain.bin"
        );
    }

    [Theory]
    [InlineData(120, 0, -120)]
    [InlineData(120, -5 * 3600, -120)]
    [InlineData(null, -60, -60)]
    [InlineData(null, 3600, 0)]
    [InlineData(null, null, 0)]
    [InlineData(86_400, null, -600)]
    public async Task The_age_of_an_event_counts_before_its_time_and_neither_leaves_the_exam(int? age, int? said, int expected)
    {
        await using var host = await CoreHost.CreateAsync();
        await OpenAsync(host);
        host.Clock.Advance(TimeSpan.FromMinutes(10));

        await host.Get<ReportedEvents>()
            .RecordAsync(
                ApiCaller.Anybody,
                new SessionName(null, new StudentName("user_2abc", null)),
                new ReportedEvent
                {
                    Type = "paste_attempt",
                    Age = age is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                    At = said is { } shift ? host.Now.AddSeconds(shift) : null,
                },
                CancellationToken.None
            );

        await using var db = host.OpenDatabase();
        Assert.Equal(host.Now.AddSeconds(expected), (await db.Violations.SingleAsync(TestContext.Current.CancellationToken)).BeganAt);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task The_same_id_in_the_next_exam_is_another_event(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var (events, student) = (host.Get<ReportedEvents>(), new SessionName(null, new StudentName("user_2abc", null)));
        var reported = new ReportedEvent { Type = "paste_attempt", ClientEventId = "1" };
        var first = await OpenAsync(host);
        var inFirst = await events.RecordAsync(ApiCaller.Anybody, student, reported, default);
        await host.Get<ExamSubmission>().SubmitAsync(ApiCaller.Anybody, new SessionName(first.Number, null), 1, [], default);
        // Between the two, the student's id means the ended one; once there is another under way, it means the new one.
        var late = await events.RecordAsync(ApiCaller.Anybody, student, reported, default);
        await OpenAsync(host);

        var inSecond = await events.RecordAsync(ApiCaller.Anybody, student, reported, default);
        var again = await events.RecordAsync(ApiCaller.Anybody, student, reported, default);
        var byNumber = await events.RecordAsync(ApiCaller.Anybody, new SessionName(first.Number, null), reported, default);

        Assert.Equal((inFirst with { Created = false }, true), (late, inSecond.Created));
        Assert.NotEqual(inFirst.Id, inSecond.Id);
        Assert.Equal((inSecond with { Created = false }, inFirst with { Created = false }), (again, byNumber));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_caller_who_disconnects_leaves_a_complete_event(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var opened = await OpenAsync(host);
        using var caller = new CancellationTokenSource();
        var events = Events(host, host.Get<IDbContextFactory<ProctoringDb>>(), new GoingAway(host.Get<IEvidenceStore>(), caller));

        var recorded = await events.RecordAsync(
            ApiCaller.Anybody,
            new SessionName(opened.Number, null),
            new ReportedEvent { Type = "paste_attempt", Picture = new EvidencePicture([1, 2, 3], "image/jpeg") },
            caller.Token
        );

        Assert.True(recorded.Created && caller.IsCancellationRequested);
        Assert.Equal([1, 2, 3], await PictureAsync(host, opened));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_commit_whose_answer_is_lost_keeps_the_picture_of_the_stored_event(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var opened = await OpenAsync(host);
        var events = Events(host, new LostAnswers(host, 1), host.Get<IEvidenceStore>());

        var recorded = await events.RecordAsync(
            ApiCaller.Anybody,
            new SessionName(opened.Number, null),
            new ReportedEvent { Type = "paste_attempt", Picture = new EvidencePicture([1, 2, 3], "image/jpeg") },
            default
        );

        Assert.True(recorded.Created);
        Assert.Equal([1, 2, 3], await PictureAsync(host, opened));
    }

    static ReportedEvents Events(CoreHost host, IDbContextFactory<ProctoringDb> databases, IEvidenceStore evidence) =>
        new(
            databases,
            host.Get<RuleCatalog>(),
            host.Get<StoredPolicies>(),
            Recorder(host, databases, evidence),
            host.Get<ReportBounds>(),
            host.Get<IRunningSessions>(),
            host.Get<SessionFeed>(),
            host.Clock
        );

    static ViolationRecorder Recorder(CoreHost host, IDbContextFactory<ProctoringDb> databases, IEvidenceStore evidence) =>
        new(
            databases,
            new EvidenceWriter(databases, evidence, NullLogger<EvidenceWriter>.Instance),
            host.Get<SessionEpochs>(),
            host.Clock,
            NullLogger<ViolationRecorder>.Instance
        );

    /// <summary>The picture of the only event.</summary>
    static async Task<byte[]> PictureAsync(CoreHost host, OpenedSession opened)
    {
        await using var db = host.OpenDatabase();
        var image = await db.EvidenceImages.SingleAsync(TestContext.Current.CancellationToken);
        return (await host.Get<EvidenceReader>().ReadAsync(opened.Access.SessionId, image.Id, default))!.Value.Content;
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task An_exam_that_ran_elsewhere_is_submitted_and_reported_as_not_monitored(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var opened = await OpenAsync(host);
        host.Clock.Advance(TimeSpan.FromMinutes(5));

        var submitted = await host.Get<ExamSubmission>()
            .SubmitAsync(
                ApiCaller.Anybody,
                new SessionName(opened.Number, null),
                7,
                [new ReportedEvent { Type = "tab_switch", Times = 3 }],
                CancellationToken.None
            );

        Assert.Equal((opened.Number, (decimal?)70m, (int?)7), (submitted.ExamId, submitted.Score, submitted.CorrectAnswers));
        var report = await host.Get<ReportReader>().FindAsync(opened.Access, default);
        Assert.Equal(["not_watched", "tab_switch"], report!.Violations.Select(violation => violation.Type));
        Assert.Equal(TimeSpan.FromMinutes(5), report.Violations[0].Duration);
        Assert.Equal("The exam was not monitored for 5 min (no frame reached this server).", report.Violations[0].Sentence);
        Assert.Equal("Left the exam's tab (3 times), as the browser reported.", report.Violations[1].Sentence);
        Assert.Equal(3, report.Risk!.Lines.Single(line => line.Title == "Left the exam's tab").Count);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Lists_and_results_show_what_the_caller_may_see(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var first = await OpenAsync(host);
        var second = await OpenAsync(host, "another", DemoExam.Slug);
        await host.StartSessionAsync();
        var results = host.Get<ExamResults>();

        var all = await results.ListAsync(
            ApiCaller.Anybody,
            new ExamFilter { From = host.Now.AddMinutes(-1), To = host.Now.AddMinutes(1) },
            default
        );
        var one = await results.ListAsync(
            ApiCaller.Candidate(first.Access),
            new ExamFilter { Status = SessionStatus.Preparing },
            default
        );
        var ofStudent = await results.ListAsync(
            ApiCaller.Anybody,
            new ExamFilter { Student = new StudentName(null, second.StudentNumber), ExamName = "Software interview basics" },
            default
        );

        // The session of our own page has no number and belongs to no caller.
        Assert.Equal([second.Number, first.Number], all.Items.Select(exam => (int?)exam.Id));
        Assert.Equal(first.Number, Assert.Single(one.Items).Id);
        Assert.Equal((second.Number, 12), (Assert.Single(ofStudent.Items).Id, ofStudent.Items[0].TotalQuestions));
        await Assert.ThrowsAsync<CallRefusedException>(() =>
            results.FindAsync(ApiCaller.Key(Guid.NewGuid(), Guid.NewGuid(), ApiScopes.Usual), first.Number!.Value, default)
        );
        Assert.Empty(
            (
                await results.ViolationsAsync(
                    ApiCaller.Anybody,
                    first.Number!.Value,
                    "tab_switch",
                    Core.Exams.Severity.High,
                    0,
                    10,
                    default
                )
            ).Items
        );
    }

    [Fact]
    public async Task Answers_given_here_count_and_the_hosts_number_does_not()
    {
        await using var host = await CoreHost.CreateAsync();
        var opened = await OpenAsync(host, exam: DemoExam.Slug);
        await host.Get<SessionOpener>().ConsentAsync(opened.Access, null, default);
        await using (var db = host.OpenDatabase())
        {
            var face = host.Get<FaceEncryption>().Lock(new Core.Vision.FaceEmbedding(new float[192], null));
            (await db.Sessions.SingleAsync(TestContext.Current.CancellationToken)).ReferenceFace = face;
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(SessionStatus.Running, (await host.Get<SessionOpener>().StartAsync(opened.Access, default))!.Status);
        var submitted = await host.Get<ExamSubmission>()
            .SubmitAsync(ApiCaller.Anybody, new SessionName(opened.Number, null), 12, [], default);
        var again = await host.Get<ExamSubmission>().SubmitAsync(ApiCaller.Anybody, new SessionName(opened.Number, null), 3, [], default);

        Assert.Equal(((int?)0, (int?)0), (submitted.CorrectAnswers, again.CorrectAnswers));
    }

    [Fact]
    public async Task A_candidate_who_has_not_agreed_is_not_monitored()
    {
        await using var host = await CoreHost.CreateAsync();
        var opened = await OpenAsync(host);
        await using (var db = host.OpenDatabase())
        {
            var face = host.Get<FaceEncryption>().Lock(new Core.Vision.FaceEmbedding(new float[192], null));
            (await db.Sessions.SingleAsync(TestContext.Current.CancellationToken)).ReferenceFace = face;
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(SessionStatus.Preparing, (await host.Get<SessionOpener>().StartAsync(opened.Access, default))!.Status);
        Assert.True(await host.Get<SessionOpener>().ConsentAsync(opened.Access, null, default));
        Assert.Equal(SessionStatus.Running, (await host.Get<SessionOpener>().StartAsync(opened.Access, default))!.Status);
        Assert.False(await host.Get<SessionOpener>().ConsentAsync(opened.Access, null, default));
    }

    /// <summary>A store whose caller disconnects as soon as the picture is stored.</summary>
    sealed class GoingAway(IEvidenceStore store, CancellationTokenSource caller) : WrappedStore(store)
    {
        public override async Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
        {
            await base.PutAsync(key, content, cancellation);
            await caller.CancelAsync();
        }
    }
}
