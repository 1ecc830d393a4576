using Bunit;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;
using MudBlazor.Services;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Privacy;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Staff;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.Components.Pages.Manage.DataProtection;
using Proctoring.Web.StaffSignIn;
using Xunit;
using TestContext = Xunit.TestContext;

namespace Proctoring.Tests.Components;

/// <summary>Administrators see what is due and set and lift holds; other staff see nothing of it.</summary>
public sealed class DataProtectionPageTests : BunitContext
{
    readonly AppServer app = AppServer.Start(("Proctoring:Retention:NotStartedDays", "1"), ("Proctoring:Retention:Hour", "3"));

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task An_administrator_sees_what_is_due_and_a_hold_keeps_it()
    {
        var session = await NeverStartedAsync();
        await SignInAsync(StaffRoles.Administrator);

        var periods = Render<RetentionSection>();
        periods.WaitForAssertion(() => Assert.Equal("1", Text(periods, "due")));
        Assert.Equal("Sessions that never started", Text(periods, "period"));
        Assert.Contains("03:00 UTC", periods.Markup, StringComparison.Ordinal);
        Assert.Single(periods.FindAll("[data-testid=no-runs]"));

        var holds = Render<HoldsSection>();
        holds.WaitForAssertion(() => Assert.Single(holds.FindAll("[data-live=true]")));
        await SetAsync(holds, "nobody");
        holds.WaitForAssertion(() =>
            Assert.Equal("The hold was not changed: there is no student with this ID.", Text(holds, "hold-problem"))
        );
        await SetAsync(holds, "late");
        holds.WaitForAssertion(() => Assert.Contains("late", Text(holds, "hold"), StringComparison.Ordinal));
        var line = Assert.Single(await app.Get<RetentionPlan>().PreviewAsync(Cancellation));
        Assert.Equal((0, 1), (line.Items, line.Held));

        await holds.Find("[data-testid=lift]").ClickAsync(new());
        await holds.Find("[data-testid=lift-reason]").ChangeAsync(new() { Value = "Closed" });
        await holds.Find("[data-testid=hold] form").SubmitAsync();
        holds.WaitForAssertion(() => Assert.Single(holds.FindAll("[data-standing=false]")));
        await app.Get<RetentionRunner>().RunAsync(StaffViewer.Console, null, Cancellation);

        var after = Render<RetentionSection>();
        after.WaitForAssertion(() => Assert.Equal("Sessions that never started: 1", Text(after, "run")));
        await using var db = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync(Cancellation);
        Assert.False(await db.Sessions.AnyAsync(row => row.Id == session, Cancellation));
    }

    [Fact]
    public async Task Two_clicks_set_one_hold()
    {
        using var gate = new SemaphoreSlim(1);
        await OpenedAsync();
        await SignInAsync(StaffRoles.Administrator, gate);
        var holds = Render<HoldsSection>();
        holds.WaitForAssertion(() => Assert.Single(holds.FindAll("[data-live=true]")));
        await holds.Find("[data-testid=hold-subject]").ChangeAsync(new() { Value = "late" });
        await holds.Find("[data-testid=hold-reason]").ChangeAsync(new() { Value = "Appeal" });
        var form = holds.Find("[data-testid=hold-form]");

        await gate.WaitAsync(Cancellation);
        var first = form.SubmitAsync();
        var second = form.SubmitAsync();
        gate.Release();
        await Task.WhenAll(first, second);

        Assert.Empty(holds.FindAll("[data-testid=hold-problem]"));
        await using var db = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync(Cancellation);
        Assert.Equal(1, await db.LegalHolds.CountAsync(Cancellation));
    }

    [Fact]
    public async Task An_administrator_erases_a_student_after_a_confirmation_and_gets_a_receipt()
    {
        // Not one of long ago: the server would end it meanwhile.
        var session = await OpenedAsync();
        await SignInAsync(StaffRoles.Administrator);
        var erase = Render<EraseSection>();
        erase.WaitForAssertion(() => Assert.Single(erase.FindAll("[data-live=true]")));

        await FindAsync(erase, "nobody");
        Assert.Equal("There is no student with this ID.", Text(erase, "erase-problem"));
        await EraseAsync(erase);
        const string underWay = "Nothing was erased. An exam of this student is under way";
        Assert.StartsWith(underWay, Text(erase, "erase-problem"), StringComparison.Ordinal);
        await using var db = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync(Cancellation);
        await db
            .Sessions.Where(row => row.Id == session)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Status, SessionStatus.Cancelled), Cancellation);
        await EraseAsync(erase);

        var receipt = await db.ErasureReceipts.SingleAsync(Cancellation);
        Assert.Contains($"sessions: 1. Keep the receipt: {receipt.Id}", Text(erase, "erase-receipt"), StringComparison.Ordinal);
        Assert.Empty(erase.FindAll("[data-testid=erase-found]"));
        Assert.False(await db.Students.AnyAsync(row => row.ExternalId == "late", Cancellation));
        var entries = await db.AuditEntries.Where(row => row.Action == "student_erased").ToListAsync(Cancellation);
        Assert.All(entries, entry => Assert.Equal("Chief", entry.ActorName));
        Assert.Equal(2, entries.Count);
    }

    [Theory]
    [InlineData(StaffRoles.Reviewer)]
    [InlineData(StaffRoles.Auditor)]
    public async Task Other_staff_see_no_periods_and_set_no_holds(string role)
    {
        await NeverStartedAsync();
        await SignInAsync(role);

        var periods = Render<RetentionSection>();
        var holds = Render<HoldsSection>();
        await SetAsync(holds, "late");

        var erase = Render<EraseSection>();
        await FindAsync(erase, "late");
        Assert.Empty(erase.FindAll("[data-testid=erase-found]"));
        Assert.Empty(periods.FindAll("[data-testid=due]"));
        Assert.Empty(await app.Get<LegalHolds>().ListAsync(StaffViewer.Console, Cancellation));
    }

    static async Task EraseAsync(IRenderedComponent<EraseSection> erase)
    {
        await FindAsync(erase, " late ");
        Assert.Contains("Sessions: 1", Text(erase, "erase-found"), StringComparison.Ordinal);
        await erase.Find("[data-testid=erase]").ClickAsync(new());
        await erase.Find("[data-testid=erase-confirm]").ClickAsync(new());
    }

    static async Task FindAsync(IRenderedComponent<EraseSection> erase, string student)
    {
        await erase.Find("[data-testid=erase-student]").ChangeAsync(new() { Value = student });
        await erase.Find("[data-testid=erase-form]").SubmitAsync();
    }

    static async Task SetAsync(IRenderedComponent<HoldsSection> holds, string student)
    {
        await holds.Find("[data-testid=hold-subject]").ChangeAsync(new() { Value = student });
        await holds.Find("[data-testid=hold-reason]").ChangeAsync(new() { Value = "Appeal" });
        await holds.Find("[data-testid=hold-form]").SubmitAsync();
    }

    static string Text<T>(IRenderedComponent<T> part, string testId)
        where T : Microsoft.AspNetCore.Components.IComponent => part.Find($"[data-testid={testId}]").TextContent.Trim();

    /// <summary>Signs a member of staff in. Each act waits for the gate before it reads their rights.</summary>
    async Task SignInAsync(string role, SemaphoreSlim? gate = null)
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Services.AddLocalization();
        Services.AddScoped(services => new ViewerClock(services.GetRequiredService<IJSRuntime>()));
        var principal = await app.PrincipalAsync(await app.CreateStaffAsync("Chief", role));
        var circuit = new StaffCircuit(TimeProvider.System);
        Services.AddSingleton(new StaffAccess(new SignedIn(principal, gate), app.Get<StaffDirectory>(), circuit));
        Services.AddSingleton(app.Get<RetentionPlan>());
        Services.AddSingleton(app.Get<RetentionRunner>());
        Services.AddSingleton(app.Get<LegalHolds>());
        Services.AddSingleton(app.Get<StudentErasure>());
    }

    /// <summary>A session that was opened long ago and never started.</summary>
    async Task<Guid> NeverStartedAsync()
    {
        var session = await OpenedAsync();
        await using var db = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync(Cancellation);
        await db
            .Sessions.Where(row => row.Id == session)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.CreatedAt, row => row.CreatedAt.AddDays(-2)), Cancellation);
        return session;
    }

    async Task<Guid> OpenedAsync()
    {
        var request = new SessionRequest
        {
            StudentId = "late",
            ExamSlug = DemoExam.Slug,
            Proctored = false,
        };
        return (await app.Get<SessionOpener>().OpenAsync(request, Cancellation)).SessionId;
    }

    sealed class SignedIn(System.Security.Claims.ClaimsPrincipal principal, SemaphoreSlim? gate) : AuthenticationStateProvider
    {
        public override async Task<AuthenticationState> GetAuthenticationStateAsync()
        {
            if (gate is not null)
            {
                await gate.WaitAsync();
                gate.Release();
            }

            return new AuthenticationState(principal);
        }
    }
}
