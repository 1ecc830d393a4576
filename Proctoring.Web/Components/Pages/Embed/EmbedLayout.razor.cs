using Microsoft.AspNetCore.Components;
using MudBlazor;
using Proctoring.Web.Components.ExamRoom;
using Proctoring.Web.Components.Layout;
using Proctoring.Web.Embedding;

namespace Proctoring.Web.Components.Pages.Embed;

/// <summary>The frame of an embedded page: no header, and the theme that the host page or the system chooses.</summary>
public sealed partial class EmbedLayout
{
    readonly EmbedFrame frame = new();
    MudThemeProvider themes = null!;
    MudTheme theme = Theme.Value;
    bool dark;
    bool chosen;

    [Inject]
    internal Brand Brand { get; set; } = null!;

    [Inject]
    NavigationManager Navigation { get; set; } = null!;

    protected override void OnInitialized()
    {
        if (Brand is { Color: { } color, DarkColor: { } onDark })
            theme = Theme.With(color, onDark);
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
