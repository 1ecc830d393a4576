using Bunit;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using MudBlazor.Services;
using Proctoring.Core.Integration;
using Proctoring.Core.Staff;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Proctoring.Web.Components.Pages.Manage.Keys;
using Proctoring.Web.StaffSignIn;
using Xunit;
using TestContext = Xunit.TestContext;

namespace Proctoring.Tests.Components;

/// <summary>The dialog that sets the name, logo and colours of a system.</summary>
public sealed class BrandingDialogTests : BunitContext
{
    readonly AppServer app = AppServer.Start();
    IRenderedComponent<MudDialogProvider>? provider;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task Mistakes_stand_at_their_fields_and_what_was_saved_is_shown_again()
    {
        using var system = await ApiClient.WithKeyAsync(app);
        await SignInAsync(StaffRoles.Administrator);

        var (first, shown) = await OpenAsync(system.Key!);
        await first.Find("#branding-name").ChangeAsync(new() { Value = "Careers" });
        await first.Find("#branding-color").ChangeAsync(new() { Value = "#ffcc00" });
        await UploadAsync(first, [.. new byte[300 * 1024]]);
        Assert.StartsWith("The logo was not accepted.", Text(first, "branding-problem"), StringComparison.Ordinal);
        await UploadAsync(first, TestFaces.Empty);
        Assert.Equal("Chosen logo: logo.jpg", Text(first, "chosen-logo"));
        Assert.Empty(first.FindAll("[data-testid=branding-problem]"));
        await SaveAsync(first);
        first.WaitForAssertion(() => Assert.Contains("hard to read", first.Markup, StringComparison.Ordinal));
        Assert.Null(await StoredAsync(system));
        await first.Find("#branding-color").ChangeAsync(new() { Value = "#0b6623" });
        await SaveAsync(first);
        Assert.False((await shown.Result)!.Canceled);

        var (again, _) = await OpenAsync(system.Key!);
        Assert.Equal("Careers", again.Find("#branding-name").GetAttribute("value"));
        Assert.StartsWith("embed-logo/", again.Find("[data-testid=present-logo]").GetAttribute("src"), StringComparison.Ordinal);
        await again.Find("[data-testid=remove-logo]").ClickAsync(new());
        await SaveAsync(again);
        Assert.Equal(new ShownBranding("Careers", "#0b6623", null, null), await StoredAsync(system));
    }

    [Fact]
    public async Task Other_staff_change_nothing()
    {
        using var system = await ApiClient.WithKeyAsync(app);
        await SignInAsync(StaffRoles.Reviewer);

        var (dialog, _) = await OpenAsync(system.Key!);

        Assert.Single(dialog.FindAll("[data-testid=branding-problem]"));
        Assert.True(dialog.Find("[data-testid=save-branding]").HasAttribute("disabled"));
    }

    async Task<(IRenderedComponent<MudDialogProvider> Page, IDialogReference Dialog)> OpenAsync(ApiKey key)
    {
        var page = provider ??= Render<MudDialogProvider>();
        var dialog = await page.InvokeAsync(() =>
            Services
                .GetRequiredService<IDialogService>()
                .ShowAsync<BrandingDialog>(null, new DialogParameters<BrandingDialog> { { shown => shown.Key, key } })
        );
        page.WaitForAssertion(() => Assert.Single(page.FindAll("[data-testid=branding-dialog]")));
        return (page, dialog);
    }

    static Task UploadAsync(IRenderedComponent<MudDialogProvider> page, byte[] content) =>
        page.InvokeAsync(() => page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromBinary(content, "logo.jpg")));

    static Task SaveAsync(IRenderedComponent<MudDialogProvider> page) => page.Find("[data-testid=save-branding]").ClickAsync(new());

    static string Text(IRenderedComponent<MudDialogProvider> page, string testId) =>
        page.Find($"[data-testid={testId}]").TextContent.Trim();

    Task<ShownBranding?> StoredAsync(ApiClient system) => app.Get<SystemBrandings>().OfKeyAsync(system.Key!.Id, Cancellation);

    async Task SignInAsync(string role)
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Services.AddLocalization();
        var principal = await app.PrincipalAsync(await app.CreateStaffAsync("Chief", role));
        Services.AddSingleton(new StaffAccess(new SignedIn(principal), app.Get<StaffDirectory>(), new StaffCircuit(TimeProvider.System)));
        Services.AddSingleton(app.Get<SystemBrandings>());
    }

    sealed class SignedIn(System.Security.Claims.ClaimsPrincipal principal) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(principal));
    }
}
