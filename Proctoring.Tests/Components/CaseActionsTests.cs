using Bunit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.JSInterop;
using MudBlazor.Services;
using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.Components.Pages.Review.SessionReview;
using Xunit;
using TestContext = Xunit.TestContext;

namespace Proctoring.Tests.Components;

/// <summary>
/// Tests the reviewer's actions with a slow or absent database, and the questions before a verdict that the record does not support.
/// </summary>
public sealed class CaseActionsTests : BunitContext
{
    [Fact]
    public async Task A_double_click_decides_one_flag()
    {
        await using var scene = await CaseScene.CreateAsync();
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
    public async Task A_reviewer_who_selects_another_flag_while_a_decision_is_stored_stays_there()
    {
        await using var scene = await CaseScene.CreateAsync();
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
    public async Task Gaps_of_the_server_and_the_connection_need_no_decision()
    {
        await using var scene = await CaseScene.CreateAsync();
        await using (var db = scene.Host.OpenDatabase())
        {
            var session = await db.Sessions.SingleAsync(TestContext.Current.CancellationToken);
            await db.FlagAsync(session, "monitoring_degraded", at: 1, severity: Severity.Low);
            await db.FlagAsync(session, "network_lost", at: 15, severity: Severity.Low);
        }

        await scene.Desk.OpenAsync(scene.Reviewer, scene.Desk.Case!.Session.Id, null, default);
        Assert.Equal((1, 3, 3), (scene.Desk.Index, scene.Desk.Left, scene.Desk.Needed));
        scene.Desk.Move(-1);
        Assert.Equal(1, scene.Desk.Index);
        scene.Desk.Move(1);
        scene.Desk.Move(1);
        Assert.NotEqual("network_lost", scene.Desk.Flag!.Type);
        await scene.DismissAllAsync();
        scene.Desk.Toggle(CasePanel.Verdict);
        scene.Desk.Choose(Verdict.Clear);

        Assert.Empty(scene.Desk.Doubts);
        await scene.Desk.GiveVerdictAsync("nothing in it", default);
        Assert.Equal(Verdict.Clear, scene.Desk.Case!.Session.Verdict);
    }

    [Fact]
    public async Task A_session_that_opens_late_does_not_replace_the_one_requested_after_it()
    {
        await using var scene = await CaseScene.CreateAsync();
        await using var db = scene.Host.OpenDatabase();
        var (late, next) = (await db.SitAsync("late"), await db.SitAsync("next"));
        var (slow, quick) = (scene.Databases.HoldNext(), scene.Databases.HoldNext());

        var first = scene.Desk.OpenAsync(scene.Reviewer, late.Id, null, default);
        var second = scene.Desk.OpenAsync(scene.Reviewer, next.Id, null, default);
        quick.SetResult();
        slow.SetResult();

        Assert.False(await first);
        Assert.True(await second);
        Assert.Equal("next", scene.Desk.Case!.Session.StudentId);
        Assert.False(await db.AuditEntries.AnyAsync(entry => entry.SessionId == late.Id, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_action_that_fails_says_so_and_can_be_repeated()
    {
        await using var scene = await CaseScene.CreateAsync();
        await scene.Desk.DecideAsync(Decision.Confirmed, null, default);

        scene.Databases.Away = true;
        await scene.Desk.DecideAsync(Decision.Unsure, null, default);
        Assert.Equal(("Not saved. Try again.", 1), (scene.Desk.Trouble, scene.Desk.Index));
        await scene.Desk.UndoAsync(default);
        Assert.Equal("Not saved. Try again.", scene.Desk.Trouble);

        scene.Databases.Away = false;
        await scene.Desk.UndoAsync(default);
        Assert.Equal((null, "Decision undone.", 0), (scene.Desk.Trouble, scene.Desk.Said, scene.Desk.Index));
        Assert.All(scene.Desk.Case!.Flags, flag => Assert.Equal(FlagState.Open, flag.State));
    }

    [Fact]
    public async Task A_stored_decision_is_not_called_lost_if_reading_it_again_fails()
    {
        await using var scene = await CaseScene.CreateAsync();
        scene.Databases.HoldNext().SetResult();
        var reading = scene.Databases.HoldNext();

        var act = scene.Desk.DecideAsync(Decision.Confirmed, null, default);
        reading.SetException(new IOException("The database is away."));
        await act;

        Assert.StartsWith("Saved, but", scene.Desk.Trouble, StringComparison.Ordinal);
        await using var db = scene.Host.OpenDatabase();
        Assert.Equal(1, await db.FlagDecisions.CountAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_verdict_sent_twice_is_given_once()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Services.AddLocalization();
        await using var scene = await CaseScene.CreateAsync();
        await scene.DismissAllAsync();
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
    public async Task The_second_half_of_a_double_click_decides_no_flag()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Services.AddLocalization();
        await using var scene = await CaseScene.CreateAsync();
        var bar = Render<DecisionBar>(parameters => parameters.AddCascadingValue(scene.Desk).Add(view => view.AddressOf, _ => ""));

        await bar.Find("[data-testid=confirm]").ClickAsync(new() { Detail = 1 });
        await bar.Find("[data-testid=confirm]").ClickAsync(new() { Detail = 2 });

        Assert.Equal([FlagState.Confirmed, FlagState.Open, FlagState.Open], scene.Desk.Case!.Flags.Select(flag => flag.State));
    }

    [Fact]
    public async Task A_verdict_against_the_reviewers_decisions_asks_once_and_offers_only_true_reasons()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Services.AddLocalization();
        await using var scene = await CaseScene.CreateAsync();
        await scene.Desk.DecideAsync(Decision.Confirmed, null, default);
        scene.Desk.Toggle(CasePanel.Verdict);
        scene.Desk.Choose(Verdict.Clear);
        var panel = Render<CasePanelView>(parameters => parameters.AddCascadingValue(scene.Desk));
        Assert.Equal(
            "Your decisions: 1 confirmed, 0 dismissed, 0 unsure, 2 not reviewed",
            panel.Find("[data-testid=verdict-basis]").TextContent
        );
        Assert.Equal(["reason-2"], panel.FindAll(".choice").Select(choice => choice.GetAttribute("data-testid")));

        await panel.Find("[data-testid=reason-2]").ClickAsync(new() { Detail = 1 });
        panel.Render();
        Assert.Equal(("The confirmed flags do not matter in this exam", null), (scene.Desk.Pending, scene.Desk.Case!.Session.Verdict));
        Assert.Contains("You confirmed 1 flag.", panel.Find("[data-testid=doubts]").TextContent, StringComparison.Ordinal);
        // The second half of a double click accepts nothing.
        await panel.Find("[data-testid=accept-doubts]").ClickAsync(new() { Detail = 2 });
        Assert.Null(scene.Desk.Case.Session.Verdict);
        await panel.Find("[data-testid=accept-doubts]").ClickAsync(new() { Detail = 1 });

        Assert.Equal((Verdict.Clear, null, CasePanel.None), (scene.Desk.Case.Session.Verdict, scene.Desk.Trouble, scene.Desk.Panel));
    }

    [Fact]
    public async Task A_violation_without_a_confirmed_flag_offers_no_ready_reason()
    {
        await using var scene = await CaseScene.CreateAsync();
        await scene.DismissAllAsync();
        scene.Desk.Toggle(CasePanel.Verdict);
        scene.Desk.Choose(Verdict.Violation);

        Assert.Empty(scene.Desk.QuickReasons);
        await scene.Desk.GiveVerdictAsync("seen in the timeline", default);
        Assert.Equal(("seen in the timeline", null), (scene.Desk.Pending, scene.Desk.Case!.Session.Verdict));
        scene.Desk.Close();
        await scene.Desk.AcceptDoubtsAsync(default);
        Assert.Null(scene.Desk.Case.Session.Verdict);
    }

    [Fact]
    public async Task Decisions_from_another_window_make_an_accepted_verdict_ask_again()
    {
        await using var scene = await CaseScene.CreateAsync();
        scene.Desk.Toggle(CasePanel.Verdict);
        scene.Desk.Choose(Verdict.Clear);
        await scene.Desk.GiveVerdictAsync("nothing in it", default);
        await scene
            .Host.Get<FlagDecisions>()
            .DecideAsync(scene.Reviewer, scene.Desk.Case!.Session.Id, [scene.Desk.Case.Flags[1].Id], Decision.Confirmed, null, default);

        await scene.Desk.AcceptDoubtsAsync(default);

        Assert.StartsWith("Not saved. Your decisions changed", scene.Desk.Trouble, StringComparison.Ordinal);
        Assert.Equal((1, null, null), (scene.Desk.Basis.Confirmed, scene.Desk.Pending, scene.Desk.Case.Session.Verdict));
    }

    [Fact]
    public async Task Similar_flags_are_confirmed_together_only_after_their_pictures_were_in_view()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Services.AddLocalization();
        Services.AddScoped(services => new ViewerClock(services.GetRequiredService<IJSRuntime>()));
        await using var scene = await CaseScene.CreateAsync(alikePictures: 3);
        var flags = scene.Desk.Case!.Flags;
        scene.Desk.ToggleAlike();
        var bar = Render<DecisionBar>(parameters =>
            parameters.AddCascadingValue(scene.Desk).Add(view => view.AddressOf, id => $"/pictures/{id}")
        );
        Assert.Equal(3, bar.FindAll("[data-testid=alike-picture]").Count);

        await scene.Desk.DecideAsync(Decision.Confirmed, null, default);
        Assert.StartsWith("Not confirmed: you have not seen 3 of the pictures", scene.Desk.Trouble, StringComparison.Ordinal);
        var sheet = bar.FindComponent<AlikeSheet>().Instance;
        await sheet.SeenAsync(flags[0].Id);
        await sheet.SeenAsync(flags[1].Id);
        await scene.Desk.DecideAsync(Decision.Confirmed, null, default);
        Assert.Equal(3, scene.Desk.Left);
        await sheet.SeenAsync(flags[2].Id);
        await scene.Desk.DecideAsync(Decision.Confirmed, null, default);

        Assert.Equal((0, null), (scene.Desk.Left, scene.Desk.Trouble));
    }

    [Fact]
    public async Task Undo_works_after_the_page_was_opened_again()
    {
        await using var scene = await CaseScene.CreateAsync();
        await scene.Desk.DecideAsync(Decision.Confirmed, null, default);

        await scene.Desk.OpenAsync(scene.Reviewer, scene.Desk.Case!.Session.Id, null, default);
        Assert.Equal((1, true), (scene.Desk.Index, scene.Desk.CanUndo));
        await scene.Desk.UndoAsync(default);

        Assert.Equal(("Decision undone.", 0, 3, false), (scene.Desk.Said, scene.Desk.Index, scene.Desk.Left, scene.Desk.CanUndo));
    }

    [Fact]
    public async Task Actions_run_in_order_and_a_failed_one_does_not_block_the_next()
    {
        ActionQueue actions = new();
        TaskCompletionSource hold = new();
        List<string> done = [];

        var first = actions.RunAsync(async () =>
        {
            await hold.Task;
            done.Add("first");
            throw new IOException("away");
        });
        var second = actions.RunAsync(() =>
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
    sealed class CaseScene : IAsyncDisposable
    {
        public required CoreHost Host { get; init; }

        public required HeldDatabases Databases { get; init; }

        public required StaffViewer Reviewer { get; init; }

        public required CaseActions Desk { get; init; }

        public async Task DismissAllAsync()
        {
            while (Desk.Left > 0)
            {
                await Desk.DecideAsync(Decision.Dismissed, "too short", default);
                Host.Clock.Advance(TimeSpan.FromSeconds(1));
            }
        }

        public static async Task<CaseScene> CreateAsync(int alikePictures = 0)
        {
            var host = await CoreHost.CreateAsync();
            await using var db = host.OpenDatabase();
            var reviewer = await db.HireAsync("Rita", StaffRoles.Reviewer);
            var session = await db.SitAsync("s-1");
            for (var index = 0; index < alikePictures; index++)
                await db.PictureAsync(host.Get<IEvidenceStore>(), await db.FlagAsync(session, at: index), [1]);
            foreach (var type in alikePictures > 0 ? [] : new[] { "head_pose", "object_detected", "multiple_faces_detected" })
                await db.FlagAsync(session, type, 5 + type.Length);
            HeldDatabases databases = new(host.Get<IDbContextFactory<ProctoringDb>>());
            var rules = host.Get<RuleCatalog>();
            CaseActions desk = new(
                new CaseReader(databases, rules, host.Clock),
                new FlagDecisions(databases, host.Clock),
                new SessionVerdicts(databases, rules, host.Clock),
                new ReviewNotes(databases, host.Clock),
                () => Task.FromResult<StaffViewer?>(reviewer),
                NullLogger.Instance
            );
            Assert.True(await desk.OpenAsync(reviewer, session.Id, null, default));
            return new CaseScene
            {
                Host = host,
                Databases = databases,
                Reviewer = reviewer,
                Desk = desk,
            };
        }

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }
}
