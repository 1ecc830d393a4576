using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Proctoring.Core;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Storage.Chain;

/// <summary>A process that is stopped at any step leaves intact records, everything that it confirmed, and no temporary files.</summary>
public sealed class StopTests
{
    static readonly StaffViewer Reviewer = new(Guid.NewGuid(), "Rita", [StaffRoles.Reviewer], "192.0.2.1");

    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_stop_at_each_step_leaves_intact_records(DatabaseKind kind)
    {
        var plan = new StopPlan();
        await using var host = await CoreHost.CreateAsync(kind, services => Inject(services, plan));
        var (steps, verified) = (0, new HashSet<Guid>());
        do
        {
            // A separate session for each step, until one runs to the end.
            var confirmed = new Confirmed();
            plan.Begin(++steps);
            try
            {
                await PlayAsync(host, $"student-{steps}", confirmed);
            }
            catch (Exception cause) when (plan.Stopped)
            {
                // Whatever catches the exception: the process has stopped.
                Assert.True(IsStop(cause), $"step {steps}, {plan.Last}: {cause}");
            }

            var (stopped, last) = (plan.Stopped, plan.Last);
            plan.Begin(null);
            await host.RestartAsync();
            await CheckAsync(host, confirmed, verified, $"stopped at step {steps}, {last}");
            if (!stopped)
                break;
        } while (steps < 1000);

        // Otherwise the steps were not found.
        Assert.InRange(steps, 40, 999);
        using var output = new StringWriter();
        Assert.True(await Proctoring.Web.Verbs.VerifyVerb.AllAsync(host.Get<ChainVerifier>(), output) == 0, output.ToString());
    }

    static void Inject(IServiceCollection services, StopPlan plan)
    {
        services.AddSingleton<IInterceptor>(new StopPlan.Transactions(plan)).AddSingleton<IInterceptor>(new StopPlan.Statements(plan));
        services.Replace(
            ServiceDescriptor.Singleton<IEvidenceStore>(provider =>
            {
                var (folder, keys) = (
                    provider.GetRequiredService<ProctoringPaths>().Evidence,
                    provider.GetRequiredService<Microsoft.AspNetCore.DataProtection.IDataProtectionProvider>()
                );
                return new StopPlan.Store(new FolderEvidenceStore(folder, keys), plan, folder);
            })
        );
    }

    static bool IsStop(Exception? cause)
    {
        for (; cause is not null; cause = cause.InnerException)
        {
            if (cause is StoppedException)
                return true;
        }

        return false;
    }

    /// <summary>An exam from its opening to its review; each step is confirmed when it returns.</summary>
    static async Task PlayAsync(CoreHost host, string student, Confirmed confirmed)
    {
        var opened = await host.Get<SessionOpener>()
            .OpenAsync(
                new SessionRequest
                {
                    StudentId = student,
                    ExamSlug = DemoExam.Slug,
                    Proctored = false,
                },
                new SessionOrigin(null, ApiCaller.Anybody.OwnerId, null, host.Now.AddHours(4)),
                default
            );
        var (id, name) = (opened.Access.SessionId, new SessionName(opened.Number, null));
        confirmed.Session = id;

        var reported = await host.Get<ReportedEvents>()
            .RecordAsync(
                ApiCaller.Anybody,
                name,
                new ReportedEvent
                {
                    Type = "paste_attempt",
                    Picture = new EvidencePicture([1, 2, 3], "image/jpeg"),
                    ClientEventId = "a",
                },
                default
            );
        confirmed.Violations.Add(reported.Id!.Value);

        await host.Get<SessionOpener>().StartAsync(opened.Access, default);
        confirmed.Status = SessionStatus.Running;

        await using (var db = host.OpenDatabase())
            confirmed.Question = (await db.Questions.OrderBy(row => row.Number).FirstAsync()).Id;
        await host.Get<AnswerStore>().KeepAsync(opened.Access, confirmed.Question, 2, default);
        confirmed.Answer = 2;

        var span = Span(host.Now);
        foreach (var picture in new byte[][] { [4, 5], [6, 7, 8] })
        {
            var file = EvidenceFile.Create(picture, "image/jpeg", host.Now);
            await host.Get<ViolationRecorder>().RecordAsync(id, span, file);
            confirmed.Picture = file.Id;
        }

        confirmed.Violations.Add(span.Id);
        await host.Get<SessionCloser>().SubmitAsync(opened.Access, null, default);
        confirmed.Status = SessionStatus.Submitted;

        await using (var db = host.OpenDatabase())
        {
            db.Add(
                new FlagDecision
                {
                    Id = Guid.NewGuid(),
                    SessionId = id,
                    ViolationId = span.Id,
                    ReviewerId = Reviewer.UserId!.Value,
                    Decision = Decision.Confirmed,
                    DecidedAt = host.Now,
                }
            );
            db.Audit(Reviewer, "flag_confirmed", "1 flag", host.Now, id);
            await db.SaveChangesAsync();
            confirmed.Decided = true;
            db.Audit(Reviewer, "signed_in", student, host.Now);
            await db.SaveChangesAsync();
            confirmed.SignedIn = student;
        }
    }

    static async Task CheckAsync(CoreHost host, Confirmed confirmed, HashSet<Guid> verified, string where)
    {
        var verifier = host.Get<ChainVerifier>();
        Assert.True(
            await verifier.VerifyInstallationAsync(default) is { Intact: true } installation,
            $"{where}: the installation is broken"
        );
        Assert.True(await verifier.VerifyAuditAsync(default) is { Intact: true }, $"{where}: the audit log is broken");
        await using var db = host.OpenDatabase();
        // The sessions of earlier steps are verified; the end of the test verifies all once more.
        foreach (var id in (await verifier.SessionsAsync(default)).Where(verified.Add))
        {
            var finding = await verifier.VerifyAsync(id, default);
            Assert.True(finding.Intact, $"{where}: {finding.Broken}");
            var named = await db.EvidenceImages.Where(row => row.Violation!.SessionId == id).Select(row => row.StoreKey).ToListAsync();
            var stored = (await host.Get<IEvidenceStore>().KeysAsync(id.ToString("N"), default)).Where(key =>
                !key.Contains("/chain", StringComparison.Ordinal)
            );
            Assert.Equal(named.Order(), stored.Order());
        }

        Assert.Empty(Directory.GetFiles(host.Get<ProctoringPaths>().Evidence, "*.part", SearchOption.AllDirectories));
        if (confirmed.Session is not { } session)
            return;
        var row = await db
            .Sessions.AsNoTracking()
            .Include(one => one.Answers)
            .Include(one => one.Violations)
                .ThenInclude(one => one.Evidence)
            .SingleAsync(one => one.Id == session);
        Assert.True(row.Status >= confirmed.Status, $"{where}: the session is {row.Status}");
        Assert.Subset(row.Violations.Select(one => one.Id).ToHashSet(), confirmed.Violations.ToHashSet());
        Assert.Equal(row.Violations.Count, row.Violations.Select(one => (one.Type, one.ClientEventId)).Distinct().Count());
        if (confirmed.Answer is { } answer)
            Assert.Equal(answer, Assert.Single(row.Answers).Choice);
        if (confirmed is { Picture: { } picture, Violations.Count: 2 })
            Assert.Contains(row.Violations.SelectMany(one => one.Evidence), image => image.Id == picture);
        if (confirmed.Decided)
            Assert.True(await db.FlagDecisions.AnyAsync(one => one.SessionId == session), where);
        if (confirmed.SignedIn is { } student)
            Assert.True(await db.AuditEntries.AnyAsync(one => one.Subject == student), where);
    }

    static ViolationSpan Span(DateTime at) =>
        new()
        {
            Id = Guid.NewGuid(),
            Kind = RuleCatalog.Default.Rules.Single(rule => rule.Kind.Id == "face_mismatch").Kind,
            Severity = Severity.High,
            WarnCandidate = false,
            Began = at,
            Ended = at,
            PeakConfidence = 0.9,
            MeanConfidence = 0.8,
            FramesSeen = 1,
            FramesLooked = 1,
        };

    /// <summary>The acts that the process had confirmed to its callers when it was stopped.</summary>
    sealed class Confirmed
    {
        public Guid? Session { get; set; }

        public SessionStatus Status { get; set; }

        public List<Guid> Violations { get; } = [];

        public Guid? Picture { get; set; }

        public int Question { get; set; }

        public int? Answer { get; set; }

        public bool Decided { get; set; }

        public string? SignedIn { get; set; }
    }
}
