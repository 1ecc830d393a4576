using System.Globalization;
using System.Text;
using QRCoder;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Draws an address as a QR code.</summary>
/// <param name="Size">The width and height, in modules, with the quiet zone of four modules.</param>
/// <param name="Path">The dark modules as the path of an SVG of that size.</param>
internal sealed record QrCode(int Size, string Path)
{
    /// <summary>Encodes an address; 15 % of the code may be unreadable.</summary>
    public static QrCode Of(string address)
    {
        using var generator = new QRCodeGenerator();
        using var data = generator.CreateQrCode(address, QRCodeGenerator.ECCLevel.M);
        var rows = data.ModuleMatrix;
        var path = new StringBuilder();
        for (var y = 0; y < rows.Count; y++)
        {
            for (var x = 0; x < rows.Count; x++)
            {
                if (rows[y][x])
                    path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
            }
        }

        return new QrCode(rows.Count, path.ToString());
    }
}
