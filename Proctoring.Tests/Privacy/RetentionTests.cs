using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Proctoring.Core;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Privacy;
using Proctoring.Core.Reports;
using Proctoring.Core.Reviews;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Proctoring.Web.Verbs;
using Xunit;

namespace Proctoring.Tests.Privacy;

/// <summary>The retention deletes each type of data after its period and nothing else, and the records name what it deleted.</summary>
public sealed class RetentionTests
{
    static readonly (string, string)[] Periods =
    [
        ("Proctoring:Retention:FaceDays", "10"),
        ("Proctoring:Retention:EnrolmentDays", "20"),
        ("Proctoring:Retention:PictureDays", "30"),
        ("Proctoring:Retention:AnswerDays", "60"),
        ("Proctoring:Retention:NotStartedDays", "5"),
        ("Proctoring:Retention:AuditLogDays", "400"),
        ("Proctoring:Retention:SessionDays", "90"),
        ("Proctoring:Policies:strict:Retention:PictureDays", "0"),
        ("Proctoring:Policies:relaxed:Retention:PictureDays", "3"),
    ];

    static readonly StaffViewer Chief = new(Guid.NewGuid(), "Chief", [StaffRoles.Administrator], null);

    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>An exam in the host's own page has no start here, and the host may submit it without a frame.</summary>
    [Theory]
    [MemberData(nameof(Databases))]
    public async Task An_exam_of_a_host_s_page_counts_as_taken(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind, ("Proctoring:Retention:NotStartedDays", "5"));
        var numbers = new List<int>();
        foreach (var student in new[] { "submitted", "flagged", "absent" })
            numbers.Add((
                    await host.Get<ExamStarts>()
                        .OpenAsync(
                            ApiCaller.Anybody,
                            new ExamStart
                            {
                                Student = new StudentName(student, null),
                                ExamName = "Interview",
                                TotalQuestions = 10,
                            },
                            Cancellation
                        )
                ).Number!.Value);
        await host.Get<ExamSubmission>().SubmitAsync(ApiCaller.Anybody, new SessionName(numbers[0], null), 7, [], Cancellation);
        await host.Get<ReportedEvents>()
            .RecordAsync(ApiCaller.Anybody, new SessionName(numbers[1], null), new ReportedEvent { Type = "tab_switch" }, Cancellation);
        host.Clock.Advance(TimeSpan.FromDays(6));
        await using (var db = host.OpenDatabase())
            foreach (var id in await db.Sessions.Select(session => session.Id).ToListAsync(Cancellation))
                await host.Get<SessionCloser>().CloseIfOverdueAsync(id, Cancellation);

        Assert.Equal([(RetentionType.NotStarted, 1)], await RunAsync(host));

        await using var after = host.OpenDatabase();
        Assert.Equal(
            ["flagged", "submitted"],
            await after.Sessions.Select(session => session.Student!.ExternalId).OrderBy(id => id).ToListAsync(Cancellation)
        );
    }

    /// <summary>A student who enrolled for an exam that is planned for later.</summary>
    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_face_stays_until_a_planned_exam_is_over(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind, ("Proctoring:Retention:EnrolmentDays", "20"));
        var opened = await host.Get<ExamStarts>()
            .OpenAsync(
                ApiCaller.Anybody,
                new ExamStart
                {
                    Student = new StudentName("planned", null),
                    ExamName = "Interview",
                    TotalQuestions = 10,
                    NotBefore = host.Now.AddDays(60),
                },
                Cancellation
            );
        await using (var db = host.OpenDatabase())
        {
            await db.EnrolAsync(await db.Students.SingleAsync(Cancellation), [1, 2, 3], 0.5, null, host.Now, Cancellation);
            await db.SaveChangesAsync(Cancellation);
        }

        host.Clock.Advance(TimeSpan.FromDays(50));
        Assert.Empty(await RunAsync(host));
        host.Clock.Advance(opened.ExpiresAt!.Value - host.Now + TimeSpan.FromSeconds(1));
        await host.Get<SessionCloser>().CloseIfOverdueAsync(opened.Access.SessionId, Cancellation);
        host.Clock.Advance(TimeSpan.FromDays(19));
        Assert.Empty(await RunAsync(host));
        host.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal([(RetentionType.Enrolments, 1)], await RunAsync(host));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Each_type_of_data_is_deleted_after_its_period_and_the_records_stay_verifiable(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind, Periods);
        var access = await EndedSessions.CreateAsync(host);
        var never = await host.OpenSessionAsync(proctored: false, student: "never");
        var id = access.SessionId;
        Assert.NotEmpty(await FilesAsync(host, id));
        Assert.Empty(await RunAsync(host));

        host.Clock.Advance(TimeSpan.FromDays(6));
        Assert.Equal([(RetentionType.NotStarted, 1)], await PreviewAsync(host));
        Assert.Equal([(RetentionType.NotStarted, 1)], await RunAsync(host));
        await using (var db = host.OpenDatabase())
        {
            Assert.Equal([id], await db.Sessions.Select(session => session.Id).ToListAsync(Cancellation));
            Assert.False(await db.Students.AnyAsync(student => student.ExternalId == "never", Cancellation));
        }

        await AssertIntactAsync(host, id);
        Assert.Null((await host.Get<ChainVerifier>().VerifyAsync(never.SessionId, Cancellation)).Broken);

        host.Clock.Advance(TimeSpan.FromDays(5));
        Assert.Equal([(RetentionType.Faces, 2)], await RunAsync(host));
        host.Clock.Advance(TimeSpan.FromDays(10));
        Assert.Equal([(RetentionType.Enrolments, 1)], await RunAsync(host));

        host.Clock.Advance(TimeSpan.FromDays(10));
        var due = (await host.Get<RetentionPlan>().PreviewAsync(Cancellation)).Single(line => line.Items > 0);
        Assert.Equal((RetentionType.Pictures, 30, 0), (due.Type, due.Days, due.Held));
        Assert.NotNull(due.Oldest);
        Assert.NotEmpty(await FilesAsync(host, id));
        Assert.Equal([(RetentionType.Pictures, due.Items)], await RunAsync(host));
        Assert.Empty(await FilesAsync(host, id));
        await AssertPicturesNamedAsync(host, access, due.Items);
        await AssertIntactAsync(host, id);

        host.Clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal([(RetentionType.Answers, 2)], await RunAsync(host));
        var report = (await host.Get<ReportReader>().FindAsync(access, Cancellation))!;
        Assert.Equal(2, report.Answers.Count(answer => answer.DeletedAt is not null));
        Assert.All(report.Answers, answer => Assert.Null(answer.Choice));
        // The result stays.
        Assert.Equal((8.33m, 1), (report.Score, report.Answers.Count(answer => answer.Right)));
        await AssertIntactAsync(host, id);

        host.Clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal([(RetentionType.Sessions, 1)], await RunAsync(host));
        await AssertIntactAsync(host, id);
        await using (var db = host.OpenDatabase())
        {
            Assert.Empty(await db.Sessions.ToListAsync(Cancellation));
            Assert.Empty(await db.DataDeletions.ToListAsync(Cancellation));
            Assert.Contains(
                await db.AuditEntries.ToListAsync(Cancellation),
                entry => entry.Action == "session_deleted" && entry.Subject.Contains(id.ToString(), StringComparison.Ordinal)
            );
        }

        host.Clock.Advance(TimeSpan.FromDays(401));
        Assert.Equal(RetentionType.AuditLog, Assert.Single(await RunAsync(host)).Type);
        await using (var db = host.OpenDatabase())
            Assert.Equal("retention_run", Assert.Single(await db.AuditEntries.ToListAsync(Cancellation)).Action);
        await AssertIntactAsync(host, id);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_night_has_one_run_and_an_installation_without_periods_none(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind, Periods);
        var runner = host.Get<RetentionRunner>();

        var both = await Task.WhenAll(runner.RunAsync(Chief, "2026-11-24", default), runner.RunAsync(Chief, "2026-11-24", default));
        var late = await runner.RunAsync(Chief, "2026-11-24", Cancellation);
        var next = await runner.RunAsync(Chief, "2026-11-25", Cancellation);

        Assert.Single(both.OfType<RetentionRun>());
        Assert.Null(late);
        Assert.NotNull(next!.FinishedAt);
        Assert.Equal(2, (await host.Get<RetentionPlan>().RunsAsync(10, Cancellation)).Count);
        await using var silent = await CoreHost.CreateAsync(kind);
        Assert.Empty(silent.Get<RetentionPlan>().Rules);
    }

    [Fact]
    public async Task The_server_runs_once_a_night_from_the_hour_on()
    {
        // The clock of the host starts at 10:00.
        await using var host = await CoreHost.CreateAsync(DatabaseKind.Sqlite, [.. Periods, ("Proctoring:Retention:Hour", "12")]);
        using var worker = ActivatorUtilities.CreateInstance<RetentionWorker>(host.Get<IServiceProvider>());

        await worker.RunIfDueAsync(Cancellation);
        Assert.Empty(await NightsAsync());
        host.Clock.Advance(TimeSpan.FromHours(2));
        await worker.RunIfDueAsync(Cancellation);
        host.Clock.Advance(TimeSpan.FromHours(11));
        await worker.RunIfDueAsync(Cancellation);
        Assert.Equal(["2026-11-23"], await NightsAsync());
        host.Clock.Advance(TimeSpan.FromHours(13));
        await worker.RunIfDueAsync(Cancellation);
        Assert.Equal(["2026-11-24", "2026-11-23"], await NightsAsync());

        async Task<IEnumerable<string?>> NightsAsync() =>
            (await host.Get<RetentionPlan>().RunsAsync(10, Cancellation)).Select(run => run.Night);
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData("60", 1)]
    [InlineData("30", 0)]
    [InlineData("10", 0)]
    public void A_promised_period_that_no_retention_keeps_is_a_warning(string? kept, int warnings)
    {
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?> { ["Proctoring:Privacy:EvidenceDays"] = "30", ["Proctoring:Retention:PictureDays"] = kept }
            )
            .Build();

        Assert.Equal(
            warnings,
            SettingsCheck
                .Warnings(settings, development: true)
                .Count(warning => warning.Contains("Proctoring:Retention:PictureDays", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task A_policy_replaces_the_period_of_the_installation()
    {
        await using var host = await CoreHost.CreateAsync(DatabaseKind.Sqlite, Periods);
        var pictures = host.Get<RetentionPlan>().Rules.Where(rule => rule.Type == RetentionType.Pictures).ToList();

        Assert.Equal([("relaxed", 3), (null, 30)], pictures.Select(rule => (rule.Policy, rule.Days)));
        Assert.Equal(["relaxed", "strict"], pictures[1].Except);
        Assert.Equal("Proctoring:Policies:relaxed:Retention:PictureDays = 3", pictures[0].Reason);
    }

    [Fact]
    public async Task The_verb_lists_what_is_due_and_deletes_it()
    {
        await using var host = await CoreHost.CreateAsync(DatabaseKind.Sqlite, Periods);
        var access = await EndedSessions.CreateAsync(host);
        host.Clock.Advance(TimeSpan.FromDays(11));
        var services = host.Get<IServiceProvider>();

        using var dry = new StringWriter();
        Assert.Equal(0, await RetentionVerb.RunAsync(services, dryRun: true, dry));
        Assert.Contains("Faces: 1, oldest 2026-11-23 (Proctoring:Retention:FaceDays = 10)", dry.ToString(), StringComparison.Ordinal);
        Assert.Contains("Dry run: nothing was deleted.", dry.ToString(), StringComparison.Ordinal);
        Assert.Empty(await host.Get<RetentionPlan>().RunsAsync(10, Cancellation));

        using var run = new StringWriter();
        Assert.Equal(0, await RetentionVerb.RunAsync(services, dryRun: false, run));
        Assert.Contains("Faces: 2", run.ToString(), StringComparison.Ordinal);
        using var proof = new StringWriter();
        await VerifyVerb.ListDeletionsAsync(host.Get<DeletionList>(), access.SessionId, proof);
        Assert.Contains("by Retention: 1 StartPhoto (Proctoring:Retention:FaceDays = 10)", proof.ToString(), StringComparison.Ordinal);
        Assert.Null((await host.Get<ChainVerifier>().VerifyAsync(access.SessionId, Cancellation)).Broken);
    }

    static async Task AssertPicturesNamedAsync(CoreHost host, SessionAccess access, int pictures)
    {
        var id = access.SessionId;
        await using var db = host.OpenDatabase();
        var deletions = await db.DataDeletions.Where(row => row.SessionId == id && row.ViolationId != null).ToListAsync(Cancellation);
        Assert.Equal(pictures, deletions.Count);
        Assert.All(
            deletions,
            deletion =>
                Assert.Equal(
                    (64, DeletionCause.Retention, "Proctoring:Retention:PictureDays = 30"),
                    (deletion.Sha256!.Length, deletion.Cause, deletion.Reason)
                )
        );
        var report = (await host.Get<ReportReader>().FindAsync(access, Cancellation))!;
        var flag = report.Violations.Single(violation => violation.DeletedAt is not null);
        Assert.Equal(
            (0, null, 0, DeletionCause.Retention),
            (flag.Evidence.Count, flag.Strip, flag.StripTimes.Count, flag.DeletedBy!.Value)
        );
        var shown = (await host.Get<CaseReader>().FindAsync(Chief, id, Cancellation))!.Flags.Single(one => one.Id == flag.Id);
        Assert.Equal(new CaseDeletion(flag.DeletedAt!.Value, DeletionCause.Retention), shown.Deletion);
        // A deletion is itself covered by the chain.
        var one = db.DataDeletions.Where(row => row.Id == deletions[0].Id);
        await one.ExecuteUpdateAsync(set => set.SetProperty(row => row.Reason, "another reason"), Cancellation);
        Assert.NotNull((await host.Get<ChainVerifier>().VerifyAsync(id, Cancellation)).Broken);
        await one.ExecuteUpdateAsync(set => set.SetProperty(row => row.Reason, deletions[0].Reason), Cancellation);
    }

    static async Task AssertIntactAsync(CoreHost host, Guid session)
    {
        var verifier = host.Get<ChainVerifier>();
        Assert.Null((await verifier.VerifyAsync(session, Cancellation)).Broken);
        Assert.Null((await verifier.VerifyInstallationAsync(Cancellation)).Broken);
        Assert.Null((await verifier.VerifyAuditAsync(Cancellation)).Broken);
    }

    static async Task<IReadOnlyList<(RetentionType Type, int Items)>> RunAsync(CoreHost host)
    {
        var run = (await host.Get<RetentionRunner>().RunAsync(Chief, null, Cancellation))!;
        Assert.Equal(0, run.Failures);
        return Found(RetentionLine.FromJson(run.Result));
    }

    static async Task<IReadOnlyList<(RetentionType Type, int Items)>> PreviewAsync(CoreHost host) =>
        Found(await host.Get<RetentionPlan>().PreviewAsync(Cancellation));

    static IReadOnlyList<(RetentionType Type, int Items)> Found(IEnumerable<RetentionLine> lines) =>
        [.. lines.Where(line => line.Items > 0).Select(line => (line.Type, line.Items))];

    /// <summary>The keys of the session's files, without the witnesses of its chain.</summary>
    static async Task<IReadOnlyList<string>> FilesAsync(CoreHost host, Guid session) =>
        await SessionRemoval.FilesAsync(host.Get<IEvidenceStore>(), session, Cancellation);
}
