using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Proctoring.Core.Storage.Keys;

namespace Proctoring.Web.Nodes;

/// <summary>Stores the keys of Data Protection among the key files of the database, under the names that the folder would use.</summary>
internal sealed class DatabaseKeyRing(DatabaseKeyFiles files) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() =>
        [.. files.Names().Where(name => name.EndsWith(".xml", StringComparison.Ordinal)).Select(Load)];

    public void StoreElement(XElement element, string friendlyName) =>
        files.Write($"{friendlyName}.xml", Encoding.UTF8.GetBytes(element.ToString(SaveOptions.DisableFormatting)));

    XElement Load(string name)
    {
        // From the bytes: a copied file begins with a byte order mark.
        using var content = new MemoryStream(files.Read(name));
        return XElement.Load(content);
    }
}
