using Microsoft.AspNetCore.Components;
using MudBlazor;
using Proctoring.Web.Components.ExamRoom;

namespace Proctoring.Web.Components.Pages.Embed;

/// <summary>The frame of an embedded page: no header, and the theme that the host page or the system chooses.</summary>
public sealed partial class EmbedLayout
{
    readonly EmbedFrame frame = new();
    MudThemeProvider themes = null!;
    bool dark;
    bool chosen;

    [Inject]
    NavigationManager Navigation { get; set; } = null!;

    protected override void OnInitialized()
    {
        var query = new Uri(Navigation.Uri).Query;
        dark = query.Contains("theme=dark", StringComparison.Ordinal);
        chosen = dark || query.Contains("theme=light", StringComparison.Ordinal);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || chosen)
            return;
        await themes.WatchSystemDarkModeAsync(FollowSystemAsync);
        await FollowSystemAsync(await themes.GetSystemDarkModeAsync());
    }

    async Task FollowSystemAsync(bool systemDark)
    {
        if (dark == systemDark)
            return;
        dark = systemDark;
        await InvokeAsync(StateHasChanged);
    }
}
