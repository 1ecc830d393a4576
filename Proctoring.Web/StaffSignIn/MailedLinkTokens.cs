using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Web.StaffSignIn;

/// <summary>The lifetime of password links that are sent by email: shorter than that of links which an administrator hands
/// over.</summary>
internal sealed class MailedLinkOptions : DataProtectionTokenProviderOptions
{
    public MailedLinkOptions() => (Name, TokenLifespan) = (MailedLinkTokens.Provider, TimeSpan.FromHours(1));
}

/// <summary>Makes and checks the codes of password links that are sent by email.</summary>
internal sealed class MailedLinkTokens(
    IDataProtectionProvider protection,
    IOptions<MailedLinkOptions> options,
    ILogger<DataProtectorTokenProvider<StaffUser>> log
) : DataProtectorTokenProvider<StaffUser>(protection, options, log)
{
    public const string Provider = "MailedLink";
}
