using Microsoft.AspNetCore.Components;
using Proctoring.Core.Notifications;
using Proctoring.Core.Storage.Outbox;
using Proctoring.Core.Storage.Staff;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Account.MyAccount;

/// <summary>The events of which the viewer is informed by email.</summary>
public sealed partial class MailCard
{
    StaffViewer? viewer;
    IReadOnlyList<MailSubscription> rows = [];
    IReadOnlyList<string> exams = [];
    string? problem;

    /// <summary>What the last form did, from the address of the page.</summary>
    [Parameter]
    public string? Said { get; set; }

    [SupplyParameterFromForm(FormName = "add-mail")]
    public string? MailExam { get; set; }

    [SupplyParameterFromForm(FormName = "add-mail")]
    public string[]? MailEvents { get; set; }

    [SupplyParameterFromForm(FormName = "add-mail")]
    public bool MailDaily { get; set; }

    [CascadingParameter]
    HttpContext Request { get; set; } = null!;

    [Inject]
    internal MailSubscriptions Mail { get; set; } = null!;

    [Inject]
    NavigationManager Navigation { get; set; } = null!;

    string? Good =>
        Said switch
        {
            "mail-added" => (string)L["Mail_Added"],
            "mail-removed" => (string)L["Mail_Removed"],
            "mail-tested" => (string)L["Mail_Tested"],
            _ => null,
        };

    protected override async Task OnInitializedAsync()
    {
        viewer = await Request.StaffViewerAsync(StaffPolicies.Staff);
        if (viewer is null || !Mail.IsAvailable)
            return;
        rows = await Mail.ListAsync(viewer, Request.RequestAborted);
        exams = await Mail.ExamsAsync(viewer, Request.RequestAborted);
    }

    string EventText(string type) => L[$"Mail_Event_{type["exam.".Length..]}"];

    string TimingText(bool daily) => daily ? L["Mail_Daily", Mail.DailyAt.ToString("HH:mm", null)] : L["Mail_AtOnce"];

    static string LanguageText(MailSubscription row) => Language.Find(row.Language) is { } language ? $" · {language.OwnName}" : "";

    async Task AddAsync()
    {
        if (viewer is null)
            return;
        var exam = string.IsNullOrEmpty(MailExam) ? null : MailExam;
        if (MailEvents is not { Length: > 0 })
            problem = L["Mail_NoEvents"];
        else if (await Mail.AddAsync(viewer, exam, MailEvents, MailDaily, Request.RequestAborted))
            Navigation.NavigateTo("account?said=mail-added");
        else
            problem = L["Mail_NotAdded", MailSubscriptions.Most];
    }

    async Task RemoveAsync(Guid id)
    {
        if (viewer is null)
            return;
        await Mail.RemoveAsync(viewer, id, Request.RequestAborted);
        Navigation.NavigateTo("account?said=mail-removed");
    }

    async Task TestAsync()
    {
        if (viewer is null)
            return;
        if (await Mail.TestAsync(viewer, Request.RequestAborted) is { } failure)
            problem = L["Mail_TestFailed", failure];
        else
            Navigation.NavigateTo("account?said=mail-tested");
    }
}
