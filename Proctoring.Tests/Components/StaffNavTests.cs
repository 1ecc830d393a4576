using Bunit;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;
using MudBlazor.Services;
using Proctoring.Core.Staff;
using Proctoring.Core.Storage.Staff;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.Components.Layout;
using Proctoring.Web.Components.Pages.Manage.Users;
using Proctoring.Web.StaffSignIn;
using Xunit;

namespace Proctoring.Tests.Components;

/// <summary>The navigation shows the pages that the viewer's roles open, and an account's state is a word.</summary>
public sealed class StaffNavTests : BunitContext
{
    public StaffNavTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Services.AddLocalization();
        Services.AddSingleton<AntiforgeryStateProvider, NoToken>();
        Services.AddScoped(services => new ViewerClock(services.GetRequiredService<IJSRuntime>()));
    }

    [Theory]
    [InlineData(
        StaffRoles.Administrator,
        "Review queue, Sessions, Live, Identity checks, Grading, Results, Calibration, Dashboard, Users, Exam editor, Policies, "
            + "Exam access, Accommodations, API keys, Webhooks, Data protection, System, Audit log",
        "review"
    )]
    [InlineData(StaffRoles.Reviewer, "Review queue, Sessions, Identity checks, Grading, Results, Calibration, Dashboard", "review")]
    [InlineData(StaffRoles.Proctor, "Live, Identity checks", "live")]
    [InlineData(StaffRoles.Auditor, "Review queue, Sessions, Live, Results, Dashboard, Audit log", "review")]
    public void Each_role_is_shown_its_pages(string role, string words, string home)
    {
        var viewer = AddAuthorization();
        viewer.SetAuthorized("ada@example.org");
        viewer.SetRoles(role);
        viewer.SetPolicies([.. StaffPolicies.Roles.Where(policy => policy.Value.Contains(role)).Select(policy => policy.Key)]);

        var nav = Render<StaffNav>();

        Assert.Equal(words, string.Join(", ", nav.FindAll("nav.wide a").Select(link => link.TextContent.Trim())));
        Assert.Equal(home, StaffLinks.HomeOf([role]));
        Assert.Equal("sign-out", nav.Find("form").GetAttribute("action"));
    }

    [Fact]
    public void A_visitor_who_is_not_signed_in_sees_no_pages()
    {
        AddAuthorization().SetNotAuthorized();
        Assert.Equal("", Render<StaffNav>().Markup.Trim());
        Assert.Equal("account", StaffLinks.HomeOf(Array.Empty<string>()));
    }

    [Theory]
    [InlineData(false, false, "Active")]
    [InlineData(true, false, "No password yet")]
    [InlineData(false, true, "Disabled")]
    public void An_accounts_state_is_a_word(bool invited, bool off, string words)
    {
        var noon = new DateTime(2026, 11, 23, 10, 0, 0, DateTimeKind.Utc);
        var row = new StaffRow(Guid.NewGuid(), "Rita", "rita@example.org", [StaffRoles.Reviewer], invited, noon, off ? noon : null, null);

        Assert.Equal(
            words,
            Render<UserState>(parameters => parameters.Add(state => state.Row, row)).Find("[data-testid=user-state]").TextContent
        );
    }

    [Fact]
    public async Task A_dialog_shows_the_mistake_and_closes_only_on_success()
    {
        AddAuthorization().SetAuthorized("chief");
        var provider = Render<MudBlazor.MudDialogProvider>();
        UserInput? sent = null;
        var answers = new Queue<AccountOutcome>([
            new AccountOutcome("Choose at least one role."),
            new AccountOutcome(Link: "/set-password"),
        ]);
        var dialogs = Services.GetRequiredService<MudBlazor.IDialogService>();
        var dialog = await provider.InvokeAsync(() =>
            dialogs.ShowAsync<UserDialog>(
                null,
                new MudBlazor.DialogParameters<UserDialog>
                {
                    {
                        box => box.Act,
                        input =>
                        {
                            sent = input;
                            return Task.FromResult(answers.Dequeue());
                        }
                    },
                }
            )
        );

        await provider.Find("[data-testid=save-user]").ClickAsync(new());
        Assert.Contains("Choose at least one role.", provider.Find("[data-testid=dialog-problem]").TextContent, StringComparison.Ordinal);
        await provider.FindAll("input[type=checkbox]")[1].ChangeAsync(new() { Value = true });
        await provider.Find("[data-testid=save-user]").ClickAsync(new());

        Assert.Equal([StaffRoles.Reviewer], sent!.Roles);
        Assert.Equal("/set-password", ((AccountOutcome)(await dialog.Result)!.Data!).Link);
    }

    sealed class NoToken : AntiforgeryStateProvider
    {
        public override AntiforgeryRequestToken? GetAntiforgeryToken() => null;
    }
}
