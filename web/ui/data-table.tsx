import { useRef, type ReactNode } from "react";
import "./data-table.css";

/** A table that is a list of cards on a phone. Rows that can be opened are opened by click, Enter or Space. */
export type Column<Row> = Readonly<{
  key: string;
  title: string;
  render(row: Row): ReactNode;
  align?: "end";
  width?: string;
  /** The cell that leads the card on a phone. */
  lead?: boolean;
}>;
type Props<Row> = Readonly<{
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf(row: Row): string;
  onOpen?: ((row: Row) => void) | undefined;
  chosen?: string | undefined;
}>;

export const DataTable = <Row,>({ label, columns, rows, keyOf, onOpen, chosen }: Props<Row>) => (
  <div className="data-table" tabIndex={-1}>
    <table aria-label={label}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.key} scope="col" data-align={column.align} style={{ width: column.width }}>
              {column.title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const key = keyOf(row);
          const opening = onOpen
            ? {
                tabIndex: 0,
                onClick: () => onOpen(row),
                onKeyDown: (event: React.KeyboardEvent) => {
                  if (event.key !== "Enter" && event.key !== " ") return;
                  event.preventDefault();
                  onOpen(row);
                },
              }
            : {};
          return (
            <tr key={key} data-opens={onOpen !== undefined} data-chosen={key === chosen} {...opening}>
              {columns.map((column) => {
                const content = column.render(row);
                return (
                  <td
                    key={column.key}
                    data-label={column.title}
                    data-align={column.align}
                    data-lead={column.lead}
                    data-none={content === null || content === undefined || content === ""}
                  >
                    <div className="cell">{content}</div>
                  </td>
                );
              })}
            </tr>
          );
        })}
      </tbody>
    </table>
  </div>
);

/** A value that lights up for a moment when it becomes another while it is looked at. */
export const Flash = ({ value, children }: { value: string; children: ReactNode }) => {
  const first = useRef(value);
  return (
    <span key={value} className={value === first.current ? "" : "flash"}>
      {children}
    </span>
  );
};
