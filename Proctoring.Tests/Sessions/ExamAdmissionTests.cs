using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Authoring;
using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>An exam admits whom its settings admit: by code, by invitation, as often as allowed, with or without proctoring.</summary>
public sealed class ExamAdmissionTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    static SessionRequest Request { get; } =
        new()
        {
            StudentId = "student-1",
            ExamSlug = "limited",
            Proctored = false,
        };

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_code_or_an_invitation_admits_and_another_system_decides_itself(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var opener = host.Get<SessionOpener>();
        var id = await PublishAsync(host, new ExamSettings { Admission = ExamAdmission.Code, AccessCode = "Sesame 1" });

        foreach (var code in new[] { null, "", "sesame 1", "Sesame" })
            await RefusedAsync(opener, Request with { AccessCode = code, Invited = true }, SessionRefusal.Code);
        await opener.OpenAsync(Request with { AccessCode = " Sesame 1 " }, Cancellation);

        await ChangeAsync(host, id, new ExamSettings { Admission = ExamAdmission.Invitation });
        await RefusedAsync(opener, Request with { AccessCode = "Sesame 1" }, SessionRefusal.Invitation);
        await opener.OpenAsync(Request with { Invited = true }, Cancellation);
        await opener.OpenAsync(Request, new SessionOrigin(null, Guid.NewGuid(), null, host.Now.AddHours(1)), Cancellation);
        var unknown = await Assert.ThrowsAnyAsync<ValidationException>(() =>
            opener.OpenAsync(Request with { ExamSlug = "nothing", Invited = true }, Cancellation)
        );
        Assert.Contains("exam_slug", unknown.Message, StringComparison.Ordinal);
    }

    /// <summary>An exam whose code an author had pasted with an invisible mark could not be opened.</summary>
    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Invisible_marks_in_a_code_make_no_difference(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var opener = host.Get<SessionOpener>();
        var id = await PublishAsync(host, new ExamSettings { Admission = ExamAdmission.Code, AccessCode = "Sesame\u200b 1" });
        await opener.OpenAsync(Request with { AccessCode = "Sesame 1" }, Cancellation);
        await opener.OpenAsync(Request with { AccessCode = "\u200fSesame 1" }, Cancellation);

        // A version before stored the code with its mark.
        await using (var database = host.OpenDatabase())
            await database
                .Exams.Where(exam => exam.Id == id)
                .ExecuteUpdateAsync(set => set.SetProperty(exam => exam.AccessCode, "Sesame\u200b 1"), Cancellation);
        await opener.OpenAsync(Request with { AccessCode = "Sesame\u200b 1" }, Cancellation);
    }

    [Fact]
    public async Task Proctoring_is_required_or_off()
    {
        await using var host = await CoreHost.CreateAsync();
        var opener = host.Get<SessionOpener>();
        var proctored = Request with { Proctored = true, Consented = true };
        var id = await PublishAsync(host, new ExamSettings { Proctoring = ProctoringOffer.Required });

        await RefusedAsync(opener, Request, SessionRefusal.Proctoring);
        var access = await opener.OpenAsync(proctored, Cancellation);
        Assert.Equal(ProctoringOffer.Required, (await opener.FindAsync(access, Cancellation))!.Offer);

        await ChangeAsync(host, id, new ExamSettings { Proctoring = ProctoringOffer.Off });
        await RefusedAsync(opener, proctored, SessionRefusal.Proctoring);
        await opener.OpenAsync(Request, Cancellation);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Attempts_count_from_their_start_also_if_two_start_at_once(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var opener = host.Get<SessionOpener>();
        await PublishAsync(host, new ExamSettings { Attempts = 2 });
        // Opened in many windows: none has started, so none counts.
        var windows = new List<SessionAccess>();
        for (var count = 0; count < 5; count++)
            windows.Add(await opener.OpenAsync(Request, Cancellation));

        var starts = await Task.WhenAll(windows.Select(window => Task.Run(() => TryStartAsync(opener, window), Cancellation)));

        Assert.Equal(2, starts.Count(started => started));
        await RefusedAsync(opener, Request, SessionRefusal.Attempts);
        // A running session resumes; other students and other systems' students have their own attempts.
        Assert.Equal(SessionStatus.Running, (await opener.StartAsync(windows[Array.IndexOf(starts, true)], Cancellation))!.Status);
        await opener.OpenAsync(Request with { StudentId = "student-2" }, Cancellation);
        await opener.OpenAsync(Request, new SessionOrigin(null, Guid.NewGuid(), null, host.Now.AddHours(1)), Cancellation);
    }

    /// <summary>After the closing time, the solutions may be public.</summary>
    [Fact]
    public async Task A_session_that_was_opened_in_time_does_not_start_long_after_the_closing()
    {
        await using var host = await CoreHost.CreateAsync();
        var opener = host.Get<SessionOpener>();
        var closes = host.Now.AddHours(1);
        var id = await PublishAsync(host, new ExamSettings { ClosesAt = closes });
        var (soon, late, withdrawn) = (
            await opener.OpenAsync(Request, Cancellation),
            await opener.OpenAsync(Request with { StudentId = "student-2" }, Cancellation),
            await opener.OpenAsync(Request with { StudentId = "student-3" }, Cancellation)
        );

        host.Clock.Advance(TimeSpan.FromMinutes(74));
        Assert.Equal(SessionStatus.Running, (await opener.StartAsync(soon, Cancellation))!.Status);
        host.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(
            SessionRefusal.Closed,
            (await Assert.ThrowsAsync<SessionRefusedException>(() => opener.StartAsync(late, Cancellation))).Reason
        );
        // A running session is not concerned.
        Assert.Equal(SessionStatus.Running, (await opener.StartAsync(soon, Cancellation))!.Status);
        await ChangeAsync(host, id, new ExamSettings());
        await host.Get<ExamStore>().SetStatusAsync(StaffViewer.Console, id, ExamStatus.Draft, Cancellation);
        await Assert.ThrowsAsync<SessionRefusedException>(() => opener.StartAsync(withdrawn, Cancellation));
    }

    [Fact]
    public async Task A_candidate_reads_the_rules_of_the_exam()
    {
        await using var host = await CoreHost.CreateAsync();
        await PublishAsync(host, new ExamSettings { AllowsPaper = true, Rules = "No *phones*." });
        var rules = new ExamRules(true, false, false, "No *phones*.");

        Assert.Equal(rules, (await host.Get<ExamCatalog>().FindAsync("limited", Cancellation))!.Rules);
        var access = await host.Get<SessionOpener>().OpenAsync(Request, Cancellation);
        Assert.Equal(rules, (await host.Get<SessionOpener>().FindAsync(access, Cancellation))!.Rules);
    }

    static async Task<bool> TryStartAsync(SessionOpener opener, SessionAccess window)
    {
        try
        {
            return (await opener.StartAsync(window, Cancellation))!.Status == SessionStatus.Running;
        }
        catch (SessionRefusedException refusal)
        {
            Assert.Equal(SessionRefusal.Attempts, refusal.Reason);
            return false;
        }
    }

    static async Task RefusedAsync(SessionOpener opener, SessionRequest request, SessionRefusal reason) =>
        Assert.Equal(reason, (await Assert.ThrowsAsync<SessionRefusedException>(() => opener.OpenAsync(request, Cancellation))).Reason);

    static ExamContent Exam(ExamSettings settings) =>
        new()
        {
            Slug = "limited",
            Title = "Limited",
            Questions = [new("The sky is blue.", new TrueFalse(true))],
            Settings = settings,
        };

    static async Task<int> PublishAsync(CoreHost host, ExamSettings settings)
    {
        var exam = await host.Get<ExamStore>().CreateAsync(StaffViewer.Console, Exam(settings), Cancellation);
        await host.Get<ExamStore>().SetStatusAsync(StaffViewer.Console, exam.Id, ExamStatus.Open, Cancellation);
        return exam.Id;
    }

    static async Task ChangeAsync(CoreHost host, int id, ExamSettings settings)
    {
        var store = host.Get<ExamStore>();
        var exam = await store.FindAsync(StaffViewer.Console, id, Cancellation);
        await store.ReplaceAsync(StaffViewer.Console, id, exam!.Revision, Exam(settings), Cancellation);
    }
}
