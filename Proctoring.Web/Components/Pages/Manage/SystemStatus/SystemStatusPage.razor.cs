using System.Globalization;
using Microsoft.AspNetCore.Components;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.Health;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Manage.SystemStatus;

/// <summary>How the server stands: models, load, database, disk.</summary>
public sealed partial class SystemStatusPage
{
    SystemFacts? facts;
    bool busy;

    [Inject]
    internal StaffAccess Access { get; set; } = null!;

    [Inject]
    internal SystemReader Reader { get; set; } = null!;

    [Inject]
    internal ViewerClock Clock { get; set; } = null!;

    bool DiskIsLow => facts is { } now && (now.DiskFree < 2L << 30 || now.DiskFree < now.DiskSize / 20);

    protected override Task OnInitializedAsync() => LoadAsync();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        await Clock.LearnAsync();
        StateHasChanged();
    }

    async Task LoadAsync()
    {
        if (await Access.ViewerAsync(StaffPolicies.Manage) is null)
            return;
        busy = true;
        facts = await Reader.ReadAsync(CancellationToken.None);
        busy = false;
    }

    static string CheckWords(string name) =>
        name switch
        {
            "database" => "The database answers",
            "models" => "The models are loaded",
            "evidence_store" => "Evidence can be kept and read back",
            "sessions" => "All sessions can be opened and ended",
            _ => name.Replace('_', ' '),
        };

    static string Size(long bytes) =>
        bytes switch
        {
            < 1L << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0} KB"),
            < 1L << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024):0.0} MB"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024 * 1024):0.0} GB"),
        };
}
