using Microsoft.AspNetCore.Components;
using Proctoring.Core.Reviews;

namespace Proctoring.Web.Components.Pages.Manage.Dashboard;

/// <summary>What reviewers made of each rule's flags.</summary>
public sealed partial class RuleTable
{
    [Parameter, EditorRequired]
    public IReadOnlyList<RuleNumbers> Rules { get; set; } = [];
}
