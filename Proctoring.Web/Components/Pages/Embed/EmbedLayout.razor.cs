using Microsoft.AspNetCore.Components;
using MudBlazor;
using Proctoring.Web.Components.ExamRoom;
using Proctoring.Web.Components.Layout;
using Proctoring.Web.Embedding;

namespace Proctoring.Web.Components.Pages.Embed;

/// <summary>The frame of an embedded page: no header, and the theme that the host page or the system chooses.</summary>
public sealed partial class EmbedLayout : IDisposable
{
    readonly CancellationTokenSource gone = new();
    readonly EmbedFrame frame = new();
    MudThemeProvider themes = null!;
    MudTheme theme = Theme.Value;
    bool dark;
    bool chosen;

    [Inject]
    internal Brands Brands { get; set; } = null!;

    [Inject]
    NavigationManager Navigation { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        var address = new Uri(Navigation.Uri);
        dark = address.Query.Contains("theme=dark", StringComparison.Ordinal);
        chosen = dark || address.Query.Contains("theme=light", StringComparison.Ordinal);
        frame.BrandChanged += Repaint;
        frame.Show(await Brands.OfTicketAsync(address.Segments[^1], gone.Token));
    }

    /// <summary>Shows the brand's colours. The page calls it too, when a reload finds the exam of a ticket that has expired.</summary>
    void Repaint() =>
        _ = InvokeAsync(() =>
        {
            theme = frame.Brand is { Color: { } color, DarkColor: { } onDark } ? Theme.With(color, onDark) : Theme.Value;
            StateHasChanged();
        });

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

    public void Dispose()
    {
        frame.BrandChanged -= Repaint;
        gone.Cancel();
        gone.Dispose();
    }
}
