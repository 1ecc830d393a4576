using Microsoft.AspNetCore.Components;
using Proctoring.Core.Policies;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.Pages.Manage.Policies;

/// <summary>The versions of a policy with their authors and changes.</summary>
public sealed partial class PolicyHistory
{
    [Parameter, EditorRequired]
    public IReadOnlyList<PolicyVersionRow> Versions { get; set; } = [];

    [Inject]
    ViewerClock Clock { get; set; } = null!;
}
