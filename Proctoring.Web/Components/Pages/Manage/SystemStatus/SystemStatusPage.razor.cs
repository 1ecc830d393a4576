using Microsoft.AspNetCore.Components;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.Health;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Manage.SystemStatus;

/// <summary>Shows the state of the server: health, load, data, models.</summary>
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
        if (busy)
            return;
        busy = true;
        try
        {
            if (await Access.ViewerAsync(StaffPolicies.Manage) is not null)
                facts = await Reader.ReadAsync(CancellationToken.None);
        }
        finally
        {
            busy = false;
        }
    }

    string Lead(SystemFacts facts) =>
        L[
            "SystemPage_Lead",
            Clock.TimeWithSeconds(facts.At),
            Clock.ZoneName,
            DisplayText.LeftToRight(facts.Version),
            DisplayText.LeftToRight(facts.Machine)
        ];

    string CheckText(string name) => L[$"Check_{name}"];

    string Size(long bytes) =>
        bytes switch
        {
            < 1L << 20 => L["Size_Kilobytes", DisplayText.Number(bytes >> 10)],
            < 1L << 30 => L["Size_Megabytes", DisplayText.Decimal(bytes / (1024.0 * 1024))],
            _ => L["Size_Gigabytes", DisplayText.Decimal(bytes / (1024.0 * 1024 * 1024))],
        };
}
