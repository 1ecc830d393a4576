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

        var first = scene.Actions.DecideAsync(Decision.Confirmed, null, default);
        var second = scene.Actions.DecideAsync(Decision.Confirmed, null, default);
        hold.SetResult();
        await Task.WhenAll(first, second);

        Assert.Equal(1, scene.Actions.Index);
        Assert.Equal([FlagState.Confirmed, FlagState.Open, FlagState.Open], scene.Actions.Case!.Flags.Select(flag => flag.State));
        await using var db = scene.Host.OpenDatabase();
        Assert.Equal(1, await db.FlagDecisions.CountAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_reviewer_who_selects_another_flag_while_a_decision_is_stored_stays_there()
    {
        await using var scene = await CaseScene.CreateAsync();
        var hold = scene.Databases.HoldNext();

        var first = scene.Actions.DecideAsync(Decision.Confirmed, null, default);
        scene.Actions.Show(2);
        var second = scene.Actions.DecideAsync(Decision.Unsure, null, default);
        hold.SetResult();
        await Task.WhenAll(first, second);

        Assert.Equal([FlagState.Confirmed, FlagState.Open, FlagState.Unsure], scene.Actions.Case!.Flags.Select(flag => flag.State));
        Assert.Equal(1, scene.Actions.Index);
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

        await scene.Actions.OpenAsync(scene.Reviewer, scene.Actions.Case!.Session.Id, null, default);
        Assert.Equal((1, 3, 3), (scene.Actions.Index, scene.Actions.Left, scene.Actions.Needed));
        scene.Actions.Move(-1);
        Assert.Equal(1, scene.Actions.Index);
        scene.Actions.Move(1);
        scene.Actions.Move(1);
        Assert.NotEqual("network_lost", scene.Actions.Flag!.Type);
        await scene.DismissAllAsync();
        scene.Actions.Toggle(CasePanel.Verdict);
        scene.Actions.Choose(Verdict.Clear);

        Assert.Empty(scene.Actions.Doubts);
        await scene.Actions.GiveVerdictAsync("nothing in it", default);
        Assert.Equal(Verdict.Clear, scene.Actions.Case!.Session.Verdict);
    }

    [Fact]
    public async Task A_session_that_opens_late_does_not_replace_the_one_requested_after_it()
    {
        await using var scene = await CaseScene.CreateAsync();
        await using var db = scene.Host.OpenDatabase();
        var (late, next) = (await db.SitAsync("late"), await db.SitAsync("next"));
        var (slow, quick) = (scene.Databases.HoldNext(), scene.Databases.HoldNext());

        var first = scene.Actions.OpenAsync(scene.Reviewer, late.Id, null, default);
        var second = scene.Actions.OpenAsync(scene.Reviewer, next.Id, null, default);
        quick.SetResult();
        slow.SetResult();

        Assert.False(await first);
        Assert.True(await second);
        Assert.Equal("next", scene.Actions.Case!.Session.StudentId);
        Assert.False(await db.AuditEntries.AnyAsync(entry => entry.SessionId == late.Id, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_action_that_fails_says_so_and_can_be_repeated()
    {
        await using var scene = await CaseScene.CreateAsync();
        await scene.Actions.DecideAsync(Decision.Confirmed, null, default);

        scene.Databases.Away = true;
        await scene.Actions.DecideAsync(Decision.Unsure, null, default);
        Assert.Equal(("Not saved. Try again.", 1), (scene.Actions.Trouble, scene.Actions.Index));
        await scene.Actions.UndoAsync(default);
        Assert.Equal("Not saved. Try again.", scene.Actions.Trouble);

        scene.Databases.Away = false;
        await scene.Actions.UndoAsync(default);
        Assert.Equal((null, "Decision undone.", 0), (scene.Actions.Trouble, scene.Actions.Said, scene.Actions.Index));
        Assert.All(scene.Actions.Case!.Flags, flag => Assert.Equal(FlagState.Open, flag.State));
    }

    [Fact]
    public async Task A_stored_decision_is_not_called_lost_if_reading_it_again_fails()
    {
        await using var scene = await CaseScene.CreateAsync();
        scene.Databases.HoldNext().SetResult();
        var reading = scene.Databases.HoldNext();

        var act = scene.Actions.DecideAsync(Decision.Confirmed, null, default);
        reading.SetException(new IOException("The database is away."));
        await act;

        Assert.StartsWith("Saved, but", scene.Actions.Trouble, StringComparison.Ordinal);
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
        scene.Actions.Toggle(CasePanel.Verdict);
        scene.Actions.Choose(Verdict.Clear);
        var panel = Render<CasePanelView>(parameters => parameters.AddCascadingValue(scene.Actions));
        await panel.Find("#own-words").ChangeAsync("nothing in it");

        await panel.Find("form").SubmitAsync();
        await panel.Find("form").SubmitAsync();

        Assert.Equal((Verdict.Clear, null), (scene.Actions.Case!.Session.Verdict, scene.Actions.Trouble));
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
        var bar = Render<DecisionBar>(parameters => parameters.AddCascadingValue(scene.Actions).Add(view => view.AddressOf, _ => ""));

        await bar.Find("[data-testid=confirm]").ClickAsync(new() { Detail = 1 });
        await bar.Find("[data-testid=confirm]").ClickAsync(new() { Detail = 2 });

        Assert.Equal([FlagState.Confirmed, FlagState.Open, FlagState.Open], scene.Actions.Case!.Flags.Select(flag => flag.State));
    }

    [Fact]
    public async Task A_verdict_against_the_reviewers_decisions_asks_once_and_offers_only_true_reasons()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Services.AddLocalization();
        await using var scene = await CaseScene.CreateAsync();
        await scene.Actions.DecideAsync(Decision.Confirmed, null, default);
        scene.Actions.Toggle(CasePanel.Verdict);
        scene.Actions.Choose(Verdict.Clear);
        var panel = Render<CasePanelView>(parameters => parameters.AddCascadingValue(scene.Actions));
        Assert.Equal(
            "Your decisions: 1 confirmed, 0 dismissed, 0 unsure, 2 not reviewed",
            panel.Find("[data-testid=verdict-basis]").TextContent
        );
        Assert.Equal(["reason-2"], panel.FindAll(".choice").Select(choice => choice.GetAttribute("data-testid")));

        await panel.Find("[data-testid=reason-2]").ClickAsync(new() { Detail = 1 });
        panel.Render();
        Assert.Equal(
            ("The confirmed flags do not matter in this exam", null),
            (scene.Actions.Pending, scene.Actions.Case!.Session.Verdict)
        );
        Assert.Contains("You confirmed 1 flag.", panel.Find("[data-testid=doubts]").TextContent, StringComparison.Ordinal);
        // The second half of a double click accepts nothing.
        await panel.Find("[data-testid=accept-doubts]").ClickAsync(new() { Detail = 2 });
        Assert.Null(scene.Actions.Case.Session.Verdict);
        await panel.Find("[data-testid=accept-doubts]").ClickAsync(new() { Detail = 1 });

        Assert.Equal(
            (Verdict.Clear, null, CasePanel.None),
            (scene.Actions.Case.Session.Verdict, scene.Actions.Trouble, scene.Actions.Panel)
        );
    }

    [Fact]
    public async Task A_violation_without_a_confirmed_flag_offers_no_ready_reason()
    {
        await using var scene = await CaseScene.CreateAsync();
        await scene.DismissAllAsync();
        scene.Actions.Toggle(CasePanel.Verdict);
        scene.Actions.Choose(Verdict.Violation);

        Assert.Empty(scene.Actions.QuickReasons);
        await scene.Actions.GiveVerdictAsync("seen in the timeline", default);
        Assert.Equal(("seen in the timeline", null), (scene.Actions.Pending, scene.Actions.Case!.Session.Verdict));
        scene.Actions.Close();
        await scene.Actions.AcceptDoubtsAsync(default);
        Assert.Null(scene.Actions.Case.Session.Verdict);
    }

    [Fact]
    public async Task Decisions_from_another_window_make_an_accepted_verdict_ask_again()
    {
        await using var scene = await CaseScene.CreateAsync();
        scene.Actions.Toggle(CasePanel.Verdict);
        scene.Actions.Choose(Verdict.Clear);
        await scene.Actions.GiveVerdictAsync("nothing in it", default);
        await scene
            .Host.Get<FlagDecisions>()
            .DecideAsync(
                scene.Reviewer,
                scene.Actions.Case!.Session.Id,
                [scene.Actions.Case.Flags[1].Id],
                Decision.Confirmed,
                null,
                default
            );

        await scene.Actions.AcceptDoubtsAsync(default);

        Assert.StartsWith("Not saved. Your decisions changed", scene.Actions.Trouble, StringComparison.Ordinal);
        Assert.Equal((1, null, null), (scene.Actions.Basis.Confirmed, scene.Actions.Pending, scene.Actions.Case.Session.Verdict));
    }

    [Fact]
    public async Task Similar_flags_are_confirmed_together_only_after_their_pictures_were_in_view()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Services.AddLocalization();
        Services.AddScoped(services => new ViewerClock(services.GetRequiredService<IJSRuntime>()));
        await using var scene = await CaseScene.CreateAsync(alikePictures: 3);
        var flags = scene.Actions.Case!.Flags;
        scene.Actions.ToggleAlike();
        var bar = Render<DecisionBar>(parameters =>
            parameters.AddCascadingValue(scene.Actions).Add(view => view.AddressOf, id => $"/pictures/{id}")
        );
        Assert.Equal(3, bar.FindAll("[data-testid=alike-picture]").Count);

        await scene.Actions.DecideAsync(Decision.Confirmed, null, default);
        Assert.StartsWith("Not confirmed: you have not seen 3 of the pictures", scene.Actions.Trouble, StringComparison.Ordinal);
        var sheet = bar.FindComponent<AlikeSheet>().Instance;
        await sheet.SeenAsync(flags[0].Id);
        await sheet.SeenAsync(flags[1].Id);
        await scene.Actions.DecideAsync(Decision.Confirmed, null, default);
        Assert.Equal(3, scene.Actions.Left);
        await sheet.SeenAsync(flags[2].Id);
        await scene.Actions.DecideAsync(Decision.Confirmed, null, default);

        Assert.Equal((0, null), (scene.Actions.Left, scene.Actions.Trouble));
    }

    [Fact]
    public async Task Undo_works_after_the_page_was_opened_again()
    {
        await using var scene = await CaseScene.CreateAsync();
        await scene.Actions.DecideAsync(Decision.Confirmed, null, default);

        await scene.Actions.OpenAsync(scene.Reviewer, scene.Actions.Case!.Session.Id, null, default);
        Assert.Equal((1, true), (scene.Actions.Index, scene.Actions.CanUndo));
        await scene.Actions.UndoAsync(default);

        Assert.Equal(
            ("Decision undone.", 0, 3, false),
            (scene.Actions.Said, scene.Actions.Index, scene.Actions.Left, scene.Actions.CanUndo)
        );
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

    /// <summary>The actions of a session with three flags, over a database that can be held.</summary>
    sealed class CaseScene : IAsyncDisposable
    {
        public required CoreHost Host { get; init; }

        public required HeldDatabases Databases { get; init; }

        public required StaffViewer Reviewer { get; init; }

        public required CaseActions Actions { get; init; }

        public async Task DismissAllAsync()
        {
            while (Actions.Left > 0)
            {
                await Actions.DecideAsync(Decision.Dismissed, "too short", default);
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
            CaseActions actions = new(
                new CaseReader(databases, rules, host.Clock),
                new FlagDecisions(databases, host.Clock),
                new SessionVerdicts(databases, rules, host.Clock),
                new ReviewNotes(databases, host.Clock),
                () => Task.FromResult<StaffViewer?>(reviewer),
                NullLogger.Instance
            );
            Assert.True(await actions.OpenAsync(reviewer, session.Id, null, default));
            return new CaseScene
            {
                Host = host,
                Databases = databases,
                Reviewer = reviewer,
                Actions = actions,
            };
        }

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }
}
