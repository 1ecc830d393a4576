using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.Layout;

/// <summary>Frames every page: the bar, the language, the theme, and the place of pop-ups and dialogs.</summary>
public sealed partial class MainLayout : IAsyncDisposable
{
    MudThemeProvider themes = null!;
    IJSObjectReference? script;
    bool dark;
    bool chosen;

    [CascadingParameter(Name = "DarkChosen")]
    bool? DarkChosen { get; set; }

    [Inject]
    IJSRuntime Browser { get; set; } = null!;

    [Inject]
    NavigationManager Navigation { get; set; } = null!;

    string ToggleText => L[dark ? "Layout_UseLight" : "Layout_UseDark"];

    // With a base address, "#content" alone would lead to the home page.
    string SkipTarget => new Uri(Navigation.Uri).PathAndQuery + "#content";

    protected override void OnInitialized() => (dark, chosen) = (DarkChosen ?? false, DarkChosen is not null);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        await LoadAsync();
        if (chosen)
            return;
        await themes.WatchSystemDarkModeAsync(FollowSystemAsync);
        await FollowSystemAsync(await themes.GetSystemDarkModeAsync());
    }

    async Task LoadAsync()
    {
        try
        {
            script = await Browser.ImportModuleAsync("./Components/Layout/MainLayout.razor.js");
        }
        catch (JSException)
        {
            // The script could not be loaded. The chosen theme lasts until the page is reloaded, which must not end the page.
        }
    }

    async Task FollowSystemAsync(bool systemDark)
    {
        if (chosen || dark == systemDark)
            return;
        dark = systemDark;
        await InvokeAsync(StateHasChanged);
    }

    async Task ToggleAsync()
    {
        (dark, chosen) = (!dark, true);
        if (script is not null)
            await script.InvokeVoidAsync("remember", ThemeChoice.Cookie, ThemeChoice.Write(dark));
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (script is not null)
                await script.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page has closed, and its script with it.
        }
    }
}
