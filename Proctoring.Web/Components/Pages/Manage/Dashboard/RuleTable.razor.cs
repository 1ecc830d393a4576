using Microsoft.AspNetCore.Components;
using Proctoring.Core.Reviews;

namespace Proctoring.Web.Components.Pages.Manage.Dashboard;

/// <summary>Lists how reviewers decided on the flags of each rule.</summary>
public sealed partial class RuleTable
{
    [Parameter, EditorRequired]
    public IReadOnlyList<RuleNumbers> Rules { get; set; } = [];
}
