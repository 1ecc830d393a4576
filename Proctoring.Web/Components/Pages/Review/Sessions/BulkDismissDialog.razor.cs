using Microsoft.AspNetCore.Components;
using MudBlazor;
using Proctoring.Core.Reviews;
using Proctoring.Core.Rules;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.Evidence;
using Proctoring.Web.Requests;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Review.Sessions;

/// <summary>Asks which rule's flags to dismiss, and why. It counts them and shows their pictures first.</summary>
public sealed partial class BulkDismissDialog
{
    IReadOnlyList<UndecidedRule>? rules;
    IReadOnlyList<UndecidedPicture> pictures = [];
    UndecidedRule? rule;
    Guid viewerId;
    string? reason;

    [CascadingParameter]
    IMudDialogInstance Dialog { get; set; } = null!;

    [Parameter]
    public IReadOnlyList<Guid> Sessions { get; set; } = [];

    [Inject]
    BulkDismissals Dismissals { get; set; } = null!;

    [Inject]
    StaffAccess Access { get; set; } = null!;

    [Inject]
    EvidenceLinks Links { get; set; } = null!;

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        if (await Access.ViewerAsync(StaffPolicies.Review) is not { UserId: { } user } viewer)
        {
            rules = [];
            return;
        }

        viewerId = user;
        rules = await Dismissals.RulesAsync(viewer, Sessions, default);
        if (rules.Count > 0)
            await ChooseAsync(rules[0]);
    }

    async Task ChooseAsync(UndecidedRule? chosen)
    {
        (rule, pictures) = (chosen, []);
        if (chosen is null || await Access.ViewerAsync(StaffPolicies.Review) is not { } viewer)
            return;
        var found = await Dismissals.PicturesAsync(viewer, Sessions, chosen.Type, default);
        // Of two choices in a row, the last one counts.
        if (rule == chosen)
            pictures = found;
    }

    string TextOf(UndecidedRule? one) =>
        one is null ? "" : L["Bulk_RuleCount", RuleText.Title(one.Type, one.Title), one.Flags, one.Sessions];

    string AddressOf(UndecidedPicture picture) => Links.ForStaff(viewerId, picture.SessionId, picture.Id).FromBase();
}

/// <summary>The answer of the dialog.</summary>
internal sealed record ChosenDismissal(string Rule, string Reason);
