using Bunit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using MudBlazor.Services;
using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Proctoring.Web.Components.Pages.Review.SessionReview;
using Xunit;
using TestContext = Xunit.TestContext;

namespace Proctoring.Tests.Components;

/// <summary>A reviewer is faster than the database, and the database is away: no act lands on what it was not meant for, and none is lost without a word.</summary>
public sealed class CaseActionsTests : BunitContext
{
    [Fact]
    public async Task A_double_click_decides_one_flag()
    {
        await using var scene = await DeskScene.CreateAsync();
        var hold = scene.Databases.HoldNext();
        scene.Databases.HoldNext().SetResult();

        var first = scene.Desk.DecideAsync(Decision.Confirmed, null, default);
        var second = scene.Desk.DecideAsync(Decision.Confirmed, null, default);
        hold.SetResult();
        await Task.WhenAll(first, second);

        Assert.Equal(1, scene.Desk.Index);
        Assert.Equal([FlagState.Confirmed, FlagState.Open, FlagState.Open], scene.Desk.Case!.Flags.Select(flag => flag.State));
        await using var db = scene.Host.OpenDatabase();
        Assert.Equal(1, await db.FlagDecisions.CountAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Who_goes_to_another_flag_while_a_decision_is_kept_stays_there_and_decides_that_one()
    {
        await using var scene = await DeskScene.CreateAsync();
        var hold = scene.Databases.HoldNext();

        var first = scene.Desk.DecideAsync(Decision.Confirmed, null, default);
        scene.Desk.Show(2);
        var second = scene.Desk.DecideAsync(Decision.Unsure, null, default);
        hold.SetResult();
        await Task.WhenAll(first, second);

        Assert.Equal([FlagState.Confirmed, FlagState.Open, FlagState.Unsure], scene.Desk.Case!.Flags.Select(flag => flag.State));
        Assert.Equal(1, scene.Desk.Index);
    }

    [Fact]
    public async Task A_session_that_opens_late_does_not_take_the_place_of_the_one_asked_for_after_it()
    {
        await using var scene = await DeskScene.CreateAsync();
        await using var db = scene.Host.OpenDatabase();
        var (late, next) = (await db.SitAsync("late"), await db.SitAsync("next"));
        var (slow, quick) = (scene.Databases.HoldNext(), scene.Databases.HoldNext());

        var first = scene.Desk.OpenAsync(scene.Reviewer, late.Id, default);
        var second = scene.Desk.OpenAsync(scene.Reviewer, next.Id, default);
        quick.SetResult();
        slow.SetResult();

        Assert.False(await first);
        Assert.True(await second);
        Assert.Equal("next", scene.Desk.Case!.Session.StudentId);
        Assert.False(await db.AuditEntries.AnyAsync(entry => entry.SessionId == late.Id, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_act_that_fails_says_so_and_can_be_tried_again()
    {
        await using var scene = await DeskScene.CreateAsync();
        await scene.Desk.DecideAsync(Decision.Confirmed, null, default);

        scene.Databases.Away = true;
        await scene.Desk.DecideAsync(Decision.Unsure, null, default);
        Assert.Equal(("Not kept. Try again.", 1), (scene.Desk.Trouble, scene.Desk.Index));
        await scene.Desk.UndoAsync(default);
        Assert.Equal("Not kept. Try again.", scene.Desk.Trouble);

        scene.Databases.Away = false;
        await scene.Desk.UndoAsync(default);
        Assert.Equal((null, "Taken back.", 0), (scene.Desk.Trouble, scene.Desk.Said, scene.Desk.Index));
        Assert.All(scene.Desk.Case!.Flags, flag => Assert.Equal(FlagState.Open, flag.State));
    }

    [Fact]
    public async Task What_was_kept_but_not_read_again_is_not_called_lost()
    {
        await using var scene = await DeskScene.CreateAsync();
        scene.Databases.HoldNext().SetResult();
        var reading = scene.Databases.HoldNext();

        var act = scene.Desk.DecideAsync(Decision.Confirmed, null, default);
        reading.SetException(new IOException("The database is away."));
        await act;

        Assert.StartsWith("That is kept", scene.Desk.Trouble, StringComparison.Ordinal);
        await using var db = scene.Host.OpenDatabase();
        Assert.Equal(1, await db.FlagDecisions.CountAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_verdict_sent_twice_is_given_once_and_not_withdrawn()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Services.AddLocalization();
        await using var scene = await DeskScene.CreateAsync();
        scene.Desk.Toggle(CasePanel.Verdict);
        scene.Desk.Choose(Verdict.Clear);
        var panel = Render<CasePanelView>(parameters => parameters.AddCascadingValue(scene.Desk));
        await panel.Find("#own-words").ChangeAsync("nothing in it");

        await panel.Find("form").SubmitAsync();
        await panel.Find("form").SubmitAsync();

        Assert.Equal((Verdict.Clear, null), (scene.Desk.Case!.Session.Verdict, scene.Desk.Trouble));
        await using var db = scene.Host.OpenDatabase();
        Assert.Null((await db.SessionVerdicts.SingleAsync(TestContext.Current.CancellationToken)).WithdrawnAt);
    }

    [Fact]
    public async Task The_second_half_of_a_double_click_is_for_no_flag()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Services.AddLocalization();
        await using var scene = await DeskScene.CreateAsync();
        var bar = Render<DecisionBar>(parameters => parameters.AddCascadingValue(scene.Desk));

        await bar.Find("[data-testid=confirm]").ClickAsync(new() { Detail = 1 });
        await bar.Find("[data-testid=confirm]").ClickAsync(new() { Detail = 2 });

        Assert.Equal([FlagState.Confirmed, FlagState.Open, FlagState.Open], scene.Desk.Case!.Flags.Select(flag => flag.State));
    }

    [Fact]
    public async Task Turns_go_in_order_and_one_that_fails_does_not_hold_up_the_next()
    {
        Turns turns = new();
        TaskCompletionSource hold = new();
        List<string> done = [];

        var first = turns.TakeAsync(async () =>
        {
            await hold.Task;
            done.Add("first");
            throw new IOException("away");
        });
        var second = turns.TakeAsync(() =>
        {
            done.Add("second");
            return Task.CompletedTask;
        });
        Assert.Empty(done);
        hold.SetResult();

        await Assert.ThrowsAsync<IOException>(() => first);
        await second;
        Assert.Equal(["first", "second"], done);
    }

    /// <summary>A desk with a session of three flags open, over a database that can be held.</summary>
    sealed class DeskScene : IAsyncDisposable
    {
        public required CoreHost Host { get; init; }

        public required HeldDatabases Databases { get; init; }

        public required StaffViewer Reviewer { get; init; }

        public required CaseActions Desk { get; init; }

        public static async Task<DeskScene> CreateAsync()
        {
            var host = await CoreHost.CreateAsync();
            await using var db = host.OpenDatabase();
            var reviewer = await db.HireAsync("Rita", StaffRoles.Reviewer);
            var session = await db.SitAsync("s-1");
            foreach (var type in new[] { "head_pose", "object_detected", "multiple_faces_detected" })
                await db.FlagAsync(session, type, 5 + type.Length);
            HeldDatabases databases = new(host.Get<IDbContextFactory<ProctoringDb>>());
            var rules = host.Get<RuleCatalog>();
            CaseActions desk = new(
                new CaseReader(databases, rules, host.Clock),
                new FlagDecisions(databases, host.Clock),
                new SessionVerdicts(databases, rules, host.Clock),
                new ReviewNotes(databases, host.Clock),
                () => Task.FromResult<StaffViewer?>(reviewer),
                NullLogger.Instance);
            Assert.True(await desk.OpenAsync(reviewer, session.Id, default));
            return new DeskScene { Host = host, Databases = databases, Reviewer = reviewer, Desk = desk };
        }

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }
}
